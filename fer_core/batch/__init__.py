"""Many films and pictures, one after the other or beside each other: what is whole already is not read again."""
