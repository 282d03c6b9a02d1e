"""What is written about models and runs: the card, its pictures, the log."""
