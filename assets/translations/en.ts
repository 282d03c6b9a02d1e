<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%n faces hidden, still recorded: show</source>
        <translation>
            <numerusform>%n face hidden, still recorded: show</numerusform>
            <numerusform>%n faces hidden, still recorded: show</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only {name} is played, the first of the %n files that were dropped.</source>
        <translation>
            <numerusform>Only {name} is played, the file that was dropped.</numerusform>
            <numerusform>Only {name} is played, the first of the %n files that were dropped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The recording is still being written: the rows of %Ln pictures wait for the disk, and would be lost.</source>
        <translation>
            <numerusform>The recording is still being written: the rows of %Ln picture wait for the disk, and would be lost.</numerusform>
            <numerusform>The recording is still being written: the rows of %Ln pictures wait for the disk, and would be lost.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pictures</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frames</source>
        <translation>
            <numerusform>%Ln frame</numerusform>
            <numerusform>%Ln frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln marks</source>
        <translation>
            <numerusform>%Ln mark</numerusform>
            <numerusform>%Ln marks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n parts</source>
        <translation>
            <numerusform>%n part</numerusform>
            <numerusform>%n parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n recordings were cut off. Their rows are there; finishing describes them.</source>
        <translation>
            <numerusform>%n recording was cut off. Its rows are there; finishing describes them.</numerusform>
            <numerusform>%n recordings were cut off. Their rows are there; finishing describes them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n recordings</source>
        <translation>
            <numerusform>%n recording</numerusform>
            <numerusform>%n recordings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n expressions in about {seconds} seconds.</source>
        <translation>
            <numerusform>%n expression in about {seconds} seconds.</numerusform>
            <numerusform>%n expressions in about {seconds} seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln pictures</source>
        <translation>
            <numerusform>{done} of %Ln picture</numerusform>
            <numerusform>{done} of %Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln faces</source>
        <translation>
            <numerusform>%Ln face</numerusform>
            <numerusform>%Ln faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The file holds %Ln more faces, each seen in fewer pictures.</source>
        <translation>
            <numerusform>The file holds %Ln more face, each seen in fewer pictures.</numerusform>
            <numerusform>The file holds %Ln more faces, each seen in fewer pictures.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n points</source>
        <translation>
            <numerusform>%n point</numerusform>
            <numerusform>%n points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln held back</source>
        <translation>
            <numerusform>%Ln held back</numerusform>
            <numerusform>%Ln held back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rules are in force now, in place of those before.</source>
        <translation>
            <numerusform>%Ln rule is in force now, in place of those before.</numerusform>
            <numerusform>%Ln rules are in force now, in place of those before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more faces, seen for less time</source>
        <translation>
            <numerusform>%Ln more face, seen for less time</numerusform>
            <numerusform>%Ln more faces, seen for less time</numerusform>
        </translation>
    </message>
</context>
</TS>
