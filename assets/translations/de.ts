<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Angry</source>
        <translation>Wütend</translation>
    </message>
    <message>
        <source>Disgust</source>
        <translation>Angewidert</translation>
    </message>
    <message>
        <source>Fear</source>
        <translation>Ängstlich</translation>
    </message>
    <message>
        <source>Happy</source>
        <translation>Fröhlich</translation>
    </message>
    <message>
        <source>Sad</source>
        <translation>Traurig</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>Überrascht</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>Neutral</translation>
    </message>
    <message>
        <source>Contempt</source>
        <translation>Verächtlich</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>{one} or {other}</source>
        <translation>{one} oder {other}</translation>
    </message>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} und {last}</translation>
    </message>
    <message>
        <source>outside the picture</source>
        <translation>außerhalb des Bildes</translation>
    </message>
    <message>
        <source>uncertain</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>settling</source>
        <translation>noch unruhig</translation>
    </message>
    <message>
        <source>small face</source>
        <translation>kleines Gesicht</translation>
    </message>
    <message>
        <source>at the edge</source>
        <translation>am Rand</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>zu dunkel</translation>
    </message>
    <message>
        <source>too bright</source>
        <translation>zu hell</translation>
    </message>
    <message>
        <source>turned away</source>
        <translation>abgewandt</translation>
    </message>
    <message>
        <source>blurred</source>
        <translation>unscharf</translation>
    </message>
    <message>
        <source>covered</source>
        <translation>verdeckt</translation>
    </message>
    <message>
        <source>talking</source>
        <translation>spricht</translation>
    </message>
    <message>
        <source>What it does not do</source>
        <extracomment>(heading, text): parts of this page that other pages show, too.</extracomment>
        <translation>Was es nicht tut</translation>
    </message>
    <message>
        <source>It reads expressions, not feelings: people smile without being happy and are sad without showing it. It is often wrong, more so on faces unlike those it learned from. Don&apos;t use it to judge, hire, grade or diagnose anybody. It recognises nobody: a face&apos;s number, and a name that you give a face, are only good until the face leaves the picture or another source is chosen, and the name is written nowhere.</source>
        <translation>Es liest Ausdrücke, keine Gefühle: Menschen lächeln, ohne froh zu sein, und sind traurig, ohne es zu zeigen. Es irrt sich oft, vor allem bei Gesichtern, die anders sind als die, an denen es gelernt hat. Es taugt nicht dazu, jemanden zu beurteilen, einzustellen, zu benoten oder eine Diagnose zu stellen. Es erkennt niemanden wieder: Die Nummer eines Gesichts und der Name, den man ihm gibt, gelten nur, bis das Gesicht das Bild verlässt oder eine andere Quelle gewählt wird, und der Name wird nirgends gespeichert.</translation>
    </message>
    <message>
        <source>Where your pictures go</source>
        <translation>Wohin die Bilder gehen</translation>
    </message>
    <message>
        <source>Nowhere, unless you switch on a stream to other programs. Everything is computed on this computer, and nothing is kept unless you press Record (a table of numbers), Record with video (the picture, too) or Snapshot (one picture), or make a rule that saves snapshots.</source>
        <translation>Nirgendwohin, außer Sie schalten einen Stream zu anderen Programmen ein. Alles wird auf diesem Computer berechnet, und behalten wird nur etwas durch „Aufnehmen“ (eine Tabelle mit Zahlen), „Mit Video aufnehmen“ (auch das Bild), „Schnappschuss“ (ein einzelnes Bild) oder eine Regel, die Schnappschüsse speichert.</translation>
    </message>
    <message>
        <source>What it may be used for</source>
        <translation>Wofür es gedacht ist</translation>
    </message>
    <message>
        <source>To look at your own expressions, to teach and try out how such software works, and for research with people who have agreed to it. At work and in schools, Article 5(1)(f) of Regulation (EU) 2024/1689 forbids inferring people&apos;s emotions with such software, save for medical or safety reasons; fer-live is made for neither.</source>
        <translation>Um den eigenen Ausdruck zu betrachten, um zu lehren und auszuprobieren, wie solche Software arbeitet, und für Forschung mit Menschen, die zugestimmt haben. Am Arbeitsplatz und in Schulen verbietet Artikel 5 Absatz 1 Buchstabe f der Verordnung (EU) 2024/1689, mit solcher Software auf Emotionen zu schließen, außer aus medizinischen Gründen oder Sicherheitsgründen; fer-live ist für keines von beiden gemacht.</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was es tut</translation>
    </message>
    <message>
        <source>It finds the faces in a picture and says what each face expresses: angry, disgust, fear, happy, sad, surprise or neutral. A convolutional network reads each face, a recurrent one its last second and a half.</source>
        <translation>Es findet die Gesichter in einem Bild und sagt, was jedes ausdrückt: wütend, angewidert, ängstlich, fröhlich, traurig, überrascht oder neutral. Ein faltendes Netz liest jedes Gesicht, ein rekurrentes dessen letzte anderthalb Sekunden.</translation>
    </message>
    <message>
        <source>Credits</source>
        <translation>Dank</translation>
    </message>
    <message>
        <source>Demo clip: Wolfgang Langer / Pexels (Pexels licence). Trained on FER2013 (Goodfellow et al., 2013) with the FER+ votes (Barsoum et al., 2016; MIT). Colours: Okabe and Ito, Color Universal Design (2008).</source>
        <translation>Demo-Clip: Wolfgang Langer / Pexels (Pexels-Lizenz). Trainiert mit FER2013 (Goodfellow et al., 2013) und den Stimmen von FER+ (Barsoum et al., 2016; MIT). Farben: Okabe und Ito, Color Universal Design (2008).</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>fer-live: MIT. Built on MediaPipe and its face detectors (Apache 2.0), OpenCV (Apache 2.0), ONNX Runtime (MIT), Qt and PySide6 (LGPL 3), PyAV (BSD; the FFmpeg in its wheels is LGPL 3, the x264 in it GPL 2), Pillow (MIT-CMU), NumPy (BSD), Jinja (BSD), platformdirs (MIT), cv2-enumerate-cameras (MIT) and tqdm (MPL 2.0, MIT).</source>
        <translation>fer-live: MIT. Baut auf MediaPipe und seinen Gesichtsdetektoren (Apache 2.0), OpenCV (Apache 2.0), ONNX Runtime (MIT), Qt und PySide6 (LGPL 3), PyAV (BSD; das FFmpeg in dessen Paketen ist LGPL 3, das x264 darin GPL 2), Pillow (MIT-CMU), NumPy (BSD), Jinja (BSD), platformdirs (MIT), cv2-enumerate-cameras (MIT) und tqdm (MPL 2.0, MIT) auf.</translation>
    </message>
    <message>
        <source>About fer-live</source>
        <translation>Über fer-live</translation>
    </message>
    <message>
        <source>Version {version}, model: {model}</source>
        <translation>Version {version}, Modell: {model}</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>Live facial expression recognition, on your own computer</source>
        <translation>Gesichtsausdrücke live lesen, auf dem eigenen Computer</translation>
    </message>
    <message>
        <source>Whose faces it reads worse</source>
        <translation>Wessen Gesichter es schlechter liest</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Stop the picture</source>
        <translation>Das Bild stoppen</translation>
    </message>
    <message>
        <source>Start the picture</source>
        <translation>Das Bild starten</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Don&apos;t record</source>
        <translation>Nicht aufnehmen</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Faces</source>
        <extracomment>Seconds for which the card of a face that has gone stays, so that cards don&apos;t jump. The face that somebody points at here, 0 for none; and one that somebody has come to, by a click or by key.</extracomment>
        <translation>Gesichter</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Streams</source>
        <extracomment>A lamp was clicked.</extracomment>
        <translation>Streams</translation>
    </message>
    <message>
        <source>Overlays</source>
        <extracomment>Menus in menus.</extracomment>
        <translation>Einblendungen</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <extracomment>Room for the words beside the buttons. What a banner can offer, and the words of its button.</extracomment>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Play a video or look at a picture</source>
        <translation>Ein Video abspielen oder ein Bild ansehen</translation>
    </message>
    <message>
        <source>Open a stream address…</source>
        <translation>Stream-Adresse öffnen…</translation>
    </message>
    <message>
        <source>Play a network camera</source>
        <translation>Eine Netzwerkkamera abspielen</translation>
    </message>
    <message>
        <source>Play the demo clip</source>
        <translation>Demo-Clip abspielen</translation>
    </message>
    <message>
        <source>Play the clip that comes with fer-live</source>
        <translation>Den Clip abspielen, der fer-live beiliegt</translation>
    </message>
    <message>
        <source>Open a session…</source>
        <extracomment>Keys that are handled where no widget wants them stand in the tip: the space bar also presses buttons.</extracomment>
        <translation>Sitzung öffnen…</translation>
    </message>
    <message>
        <source>See a recording again</source>
        <translation>Eine Aufnahme noch einmal ansehen</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>See the models, use another one, compare two</source>
        <translation>Modelle ansehen, wechseln oder zwei vergleichen</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>Vergleichen mit…</translation>
    </message>
    <message>
        <source>Let a second model read the same faces</source>
        <translation>Ein zweites Modell dieselben Gesichter lesen lassen</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Vergleich beenden</translation>
    </message>
    <message>
        <source>Let one model read the faces</source>
        <translation>Nur ein Modell die Gesichter lesen lassen</translation>
    </message>
    <message>
        <source>Open the recordings folder</source>
        <translation>Aufnahmeordner öffnen</translation>
    </message>
    <message>
        <source>Open the folder of recordings and snapshots</source>
        <translation>Den Ordner der Aufnahmen und Schnappschüsse öffnen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Choose the recordings folder…</source>
        <translation>Aufnahmeordner wählen…</translation>
    </message>
    <message>
        <source>Where recordings and snapshots go</source>
        <translation>Wohin Aufnahmen und Schnappschüsse kommen</translation>
    </message>
    <message>
        <source>Report on a session…</source>
        <translation>Bericht über eine Sitzung…</translation>
    </message>
    <message>
        <source>Make a page and a PDF of what a recording shows</source>
        <translation>Eine Seite und ein PDF daraus machen, was eine Aufnahme zeigt</translation>
    </message>
    <message>
        <source>Export a session…</source>
        <translation>Sitzung exportieren…</translation>
    </message>
    <message>
        <source>Write a recording for pandas, R, ELAN, BORIS or scripts for OpenFace</source>
        <translation>Eine Aufnahme für pandas, R, ELAN, BORIS oder Skripte für OpenFace schreiben</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Look through everything that can be set</source>
        <translation>Alles ansehen, was sich einstellen lässt</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Start or stop the picture</source>
        <translation>Das Bild starten oder stoppen</translation>
    </message>
    <message>
        <source>Pause the film</source>
        <translation>Film anhalten</translation>
    </message>
    <message>
        <source>Hold the film, or let it go on (space bar)</source>
        <translation>Den Film anhalten oder weiterlaufen lassen (Leertaste)</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Hold the film and go one picture back</source>
        <translation>Den Film anhalten und ein Bild zurückgehen</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Hold the film and go one picture on</source>
        <translation>Den Film anhalten und ein Bild weitergehen</translation>
    </message>
    <message>
        <source>Repeat the film</source>
        <translation>Film wiederholen</translation>
    </message>
    <message>
        <source>Start again at the end</source>
        <translation>Am Ende wieder von vorn beginnen</translation>
    </message>
    <message>
        <source>Write a row for each face and picture to a CSV file</source>
        <translation>Für jedes Gesicht und Bild eine Zeile in eine CSV-Datei schreiben</translation>
    </message>
    <message>
        <source>Record with video</source>
        <translation>Mit Video aufnehmen</translation>
    </message>
    <message>
        <source>Write the rows, and the picture as a film beside them</source>
        <translation>Die Zeilen schreiben und daneben das Bild als Film</translation>
    </message>
    <message>
        <source>Record with details…</source>
        <translation>Mit Angaben aufnehmen…</translation>
    </message>
    <message>
        <source>Say who takes part, what is filmed, how long it lasts, and whether to count down</source>
        <translation>Angeben, wer teilnimmt, was gefilmt wird, wie lange es dauert und ob heruntergezählt wird</translation>
    </message>
    <message>
        <source>Video without boxes and labels</source>
        <translation>Video ohne Rahmen und Beschriftung</translation>
    </message>
    <message>
        <source>Record the picture as the camera sees it</source>
        <translation>Das Bild aufnehmen, wie die Kamera es sieht</translation>
    </message>
    <message>
        <source>Take a snapshot</source>
        <translation>Schnappschuss aufnehmen</translation>
    </message>
    <message>
        <source>Save the picture as PNG</source>
        <translation>Das Bild als PNG speichern</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Schnappschuss</translation>
    </message>
    <message>
        <source>Write a note…</source>
        <translation>Notiz schreiben…</translation>
    </message>
    <message>
        <source>Mark this moment with words (keys 1 to 9: with a number)</source>
        <translation>Diesen Moment mit Worten markieren (Tasten 1 bis 9: mit einer Zahl)</translation>
    </message>
    <message>
        <source>Rules…</source>
        <translation>Regeln…</translation>
    </message>
    <message>
        <source>Let marks be set by themselves, by what faces express</source>
        <translation>Marken von selbst setzen lassen, je nachdem, was Gesichter ausdrücken</translation>
    </message>
    <message>
        <source>Analyse the whole file…</source>
        <translation>Ganze Datei auswerten…</translation>
    </message>
    <message>
        <source>Read every picture of this film, and write a row for each face to a CSV file</source>
        <translation>Jedes Bild dieses Films lesen und für jedes Gesicht eine Zeile in eine CSV-Datei schreiben</translation>
    </message>
    <message>
        <source>Report on the last recording</source>
        <translation>Bericht über die letzte Aufnahme</translation>
    </message>
    <message>
        <source>Make a page and a PDF of what it shows</source>
        <translation>Eine Seite und ein PDF daraus machen, was sie zeigt</translation>
    </message>
    <message>
        <source>Test my camera…</source>
        <translation>Meine Kamera testen…</translation>
    </message>
    <message>
        <source>Make seven expressions, one after the other, and see how well each is read</source>
        <translation>Sieben Ausdrücke nacheinander zeigen und sehen, wie gut jeder gelesen wird</translation>
    </message>
    <message>
        <source>Mirror the picture</source>
        <translation>Bild spiegeln</translation>
    </message>
    <message>
        <source>Swap left and right on the screen; recordings are never mirrored</source>
        <translation>Links und rechts auf dem Bildschirm tauschen; Aufnahmen werden nie gespiegelt</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Time line</source>
        <extracomment>Seconds that are shown, at first, at least and at most. Distances between the times at the axis, in seconds. Seconds at the right edge while somebody looks back; None follows the newest picture.</extracomment>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Show what each face expressed over time</source>
        <translation>Zeigen, was jedes Gesicht im Lauf der Zeit ausdrückt</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Show what all faces express together</source>
        <translation>Zeigen, was alle Gesichter zusammen ausdrücken</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>Draw a box around each face</source>
        <translation>Um jedes Gesicht einen Rahmen zeichnen</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Beschriftung</translation>
    </message>
    <message>
        <source>Write beside each face what it expresses</source>
        <translation>Neben jedes Gesicht schreiben, was es ausdrückt</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Nummern</translation>
    </message>
    <message>
        <source>Write the number of each face into its label</source>
        <translation>Die Nummer jedes Gesichts in seine Beschriftung schreiben</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>Balken</translation>
    </message>
    <message>
        <source>Show at each face how probable each class is</source>
        <translation>An jedem Gesicht zeigen, wie wahrscheinlich jede Klasse ist</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>Schlüsselpunkte</translation>
    </message>
    <message>
        <source>Draw the detector&apos;s key points</source>
        <translation>Die Punkte des Gesichtsdetektors zeichnen</translation>
    </message>
    <message>
        <source>What the network sees</source>
        <translation>Was das Netz sieht</translation>
    </message>
    <message>
        <source>Show the crop of each face that is read</source>
        <translation>Von jedem Gesicht den Ausschnitt zeigen, der gelesen wird</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Say at a face what would make it easier to read</source>
        <translation>An einem Gesicht sagen, was es lesbarer machen würde</translation>
    </message>
    <message>
        <source>Faces as they are</source>
        <translation>Gesichter sichtbar</translation>
    </message>
    <message>
        <source>Hide nothing</source>
        <translation>Nichts verbergen</translation>
    </message>
    <message>
        <source>Blur all faces</source>
        <translation>Alle Gesichter verwischen</translation>
    </message>
    <message>
        <source>Hide the faces on the screen, in snapshots and in films; they are read all the same</source>
        <translation>Gesichter auf dem Bildschirm, in Schnappschüssen und Filmen verbergen; gelesen werden sie trotzdem</translation>
    </message>
    <message>
        <source>Blur all but the selected face</source>
        <translation>Alle verwischen außer dem gewählten</translation>
    </message>
    <message>
        <source>The one that was clicked last, in the picture or among the cards; until then, all</source>
        <translation>Gewählt ist das zuletzt im Bild oder bei den Karten angeklickte; bis dahin alle verwischen</translation>
    </message>
    <message>
        <source>Scores only (no picture)</source>
        <translation>Nur Werte (kein Bild)</translation>
    </message>
    <message>
        <source>Show boxes and labels on a dark ground, on the screen, in snapshots and in films</source>
        <translation>Rahmen und Beschriftung auf dunklem Grund zeigen, auf dem Bildschirm, in Schnappschüssen und Filmen</translation>
    </message>
    <message>
        <source>Look closer</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Show a part of the picture, larger (mouse wheel)</source>
        <translation>Einen Teil des Bildes größer zeigen (Mausrad)</translation>
    </message>
    <message>
        <source>Look from farther away</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show more of the picture</source>
        <translation>Mehr vom Bild zeigen</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <source>Fit the picture into the window</source>
        <translation>Das Bild ins Fenster einpassen</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>Präsentation</translation>
    </message>
    <message>
        <source>The picture alone, with large labels, for a room</source>
        <translation>Nur das Bild, mit großer Beschriftung, für einen Saal</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größerer Text</translation>
    </message>
    <message>
        <source>Write everything larger</source>
        <translation>Alles größer schreiben</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinerer Text</translation>
    </message>
    <message>
        <source>Write everything smaller</source>
        <translation>Alles kleiner schreiben</translation>
    </message>
    <message>
        <source>Usual text size</source>
        <translation>Übliche Textgröße</translation>
    </message>
    <message>
        <source>Write everything as large as usual</source>
        <translation>Alles so groß wie üblich schreiben</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Colours as the system wants them</source>
        <translation>Farben, wie das System sie vorgibt</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>What fer-live may be used for</source>
        <extracomment>Start the camera, as the people in view agree; play the demo clip instead; end; or none, the page was closed. An ``Answer``; of a page that asks.</extracomment>
        <translation>Wofür fer-live gedacht ist</translation>
    </message>
    <message>
        <source>What it can tell, what not, and where</source>
        <translation>Was es sagen kann, was nicht, und wo</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>See every key, and choose others</source>
        <translation>Alle Tasten ansehen und andere wählen</translation>
    </message>
    <message>
        <source>Log</source>
        <extracomment>Lines that are kept, and how often new ones are looked for.</extracomment>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>See what fer-live has noted since it was started</source>
        <translation>Sehen, was fer-live seit dem Start vermerkt hat</translation>
    </message>
    <message>
        <source>Change address…</source>
        <translation>Adresse ändern…</translation>
    </message>
    <message>
        <source>Try again</source>
        <extracomment>Pixels for the words beside the buttons. Those that may be left out, the first one first.</extracomment>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <extracomment>Height of a row, close together and where there is room; from this height on its text is larger. A bar is so much of its row. Of what belongs to a face that has gone.</extracomment>
        <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>look neutral: {seconds} s</source>
        <extracomment>Seconds that are looked at; pictures that must be among them; and how long a face may be out of sight meanwhile. An expression that is as sure as this is not somebody&apos;s everyday face.</extracomment>
        <translation>neutral schauen: {seconds} s</translation>
    </message>
    <message>
        <source>adjusted</source>
        <translation>angepasst</translation>
    </message>
    <message>
        <source>{name}: the film ended before its neutral face was known. Try again.</source>
        <translation>{name}: Der Film endete, bevor das neutrale Gesicht bekannt war. Noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{name} has left before its neutral face was known. Try again.</source>
        <translation>{name} ist gegangen, bevor das neutrale Gesicht bekannt war. Noch einmal versuchen.</translation>
    </message>
    <message>
        <source>This model has no neutral class: there is nothing to compare a face with.</source>
        <translation>Dieses Modell kennt kein Neutral: Ein Gesicht lässt sich mit nichts vergleichen.</translation>
    </message>
    <message>
        <source>{name} looks {label}. Look as you usually do, and try again.</source>
        <translation>{name} schaut {label}. Wie gewöhnlich schauen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{name}: its everyday face now reads as neutral {now}, as it did before.</source>
        <translation>{name}: Das Alltagsgesicht wird jetzt zu {now} als neutral gelesen, wie zuvor.</translation>
    </message>
    <message>
        <source>{name}: its everyday face now reads as neutral {now} (before: {ago}), {label} {less} (before: {more}).</source>
        <translation>{name}: Das Alltagsgesicht wird jetzt zu {now} als neutral gelesen (zuvor: {ago}), zu {less} als {label} (zuvor: {more}).</translation>
    </message>
    <message>
        <source>Stays on top (P)</source>
        <translation>Bleibt oben (P)</translation>
    </message>
    <message>
        <source>Faces in view</source>
        <translation>Gesichter im Bild</translation>
    </message>
    <message>
        <source>Show their cards, boxes and tags again</source>
        <translation>Ihre Karten, Rahmen und Beschriftungen wieder zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n faces hidden, still recorded: show</source>
        <translation>
            <numerusform>%n Gesicht ausgeblendet, weiter aufgenommen: zeigen</numerusform>
            <numerusform>%n Gesichter ausgeblendet, weiter aufgenommen: zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Camera</source>
        <extracomment>So many files and addresses are remembered. What has no name of its own is called by its kind.</extracomment>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Demo clip</source>
        <translation>Demo-Clip</translation>
    </message>
    <message>
        <source>The upper half of the line is the first model&apos;s label, the lower half the second one&apos;s: it is coloured where they differ. A neutral face is taken off what the app speaks with, not off the other one.</source>
        <extracomment>Before that, a share of the time says nothing. Widths of a label and of the words on the right, in a wide strip and in a narrow one.</extracomment>
        <translation>Die obere Hälfte der Linie ist die Aussage des ersten Modells, die untere die des zweiten: Farbig ist sie, wo beide sich unterscheiden. Ein neutrales Gesicht wird nur beim ersten abgezogen, nicht beim anderen.</translation>
    </message>
    <message>
        <source>Comparison of two models</source>
        <translation>Vergleich zweier Modelle</translation>
    </message>
    <message>
        <source>Differed in the last {seconds} s</source>
        <translation>Uneinig in den letzten {seconds} s</translation>
    </message>
    <message>
        <source>No face has been read by both yet.</source>
        <translation>Noch kein Gesicht wurde von beiden gelesen.</translation>
    </message>
    <message>
        <source>not in the picture</source>
        <translation>nicht im Bild</translation>
    </message>
    <message>
        <source>agree</source>
        <translation>einig</translation>
    </message>
    <message>
        <source>differ</source>
        <translation>uneinig</translation>
    </message>
    <message>
        <source>differ {share}</source>
        <translation>uneins {share}</translation>
    </message>
    <message>
        <source>differed {share} of {time}</source>
        <translation>uneinig {share} von {time}</translation>
    </message>
    <message>
        <source>More threads may read faster, and leave less to the camera and to other programs.</source>
        <translation>Mehr Threads lesen vielleicht schneller und lassen der Kamera und anderen Programmen weniger.</translation>
    </message>
    <message>
        <source>{provider}: cannot be used here</source>
        <translation>{provider}: hier nicht verwendbar</translation>
    </message>
    <message>
        <source>{compute}: {ms} ms a face</source>
        <translation>{compute}: {ms} ms pro Gesicht</translation>
    </message>
    <message>
        <source>Threads</source>
        <extracomment>Another ``Compute`` was chosen.</extracomment>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Read a face a hundred times with each choice</source>
        <translation>Mit jeder Wahl ein Gesicht hundertmal lesen</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>{provider}, not here</source>
        <translation>{provider}, hier nicht</translation>
    </message>
    <message>
        <source>Nothing else that models could run on was found here</source>
        <translation>Hier wurde nichts anderes gefunden, worauf Modelle laufen könnten</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Wird gemessen…</translation>
    </message>
    <message>
        <source>on</source>
        <translation>auf</translation>
    </message>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n Thread</numerusform>
            <numerusform>%n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} threads (all cores)</source>
        <translation>{count} Threads (alle Kerne)</translation>
    </message>
    <message>
        <source>{count} threads (half of the cores)</source>
        <translation>{count} Threads (die Hälfte der Kerne)</translation>
    </message>
    <message>
        <source>Measuring with the shipped model…</source>
        <translation>Das mitgelieferte Modell wird gemessen…</translation>
    </message>
    <message>
        <source>Measuring with the model in {folder}…</source>
        <translation>Das Modell in {folder} wird gemessen…</translation>
    </message>
    <message>
        <source>Measured at {time} on this computer with the shipped model, while everything else went on: the median of a hundred times.</source>
        <translation>Um {time} auf diesem Computer mit dem mitgelieferten Modell gemessen, während alles andere weiterlief: der Median von hundert Malen.</translation>
    </message>
    <message>
        <source>Measured at {time} on this computer with the model in {folder}, while everything else went on: the median of a hundred times.</source>
        <translation>Um {time} auf diesem Computer mit dem Modell in {folder} gemessen, während alles andere weiterlief: der Median von hundert Malen.</translation>
    </message>
    <message>
        <source>The pictures of the window</source>
        <extracomment>Changes of a probability are painted in full strength from here on at the latest; smaller ones never look large. How much of a crop the map hides at most.</extracomment>
        <translation>Die Bilder des Zeitfensters</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>CSV, a line for each number</source>
        <extracomment>What a recording can be exported to, by the names of ``fer_core.EXPORTS``.</extracomment>
        <translation>CSV, eine Zeile je Zahl</translation>
    </message>
    <message>
        <source>CSV with the columns of OpenFace</source>
        <translation>CSV mit den Spalten von OpenFace</translation>
    </message>
    <message>
        <source>Parquet</source>
        <translation>Parquet</translation>
    </message>
    <message>
        <source>ELAN</source>
        <translation>ELAN</translation>
    </message>
    <message>
        <source>BORIS</source>
        <translation>BORIS</translation>
    </message>
    <message>
        <source>http, https (MJPEG) or rtsp. A password in the address is used, but never saved.</source>
        <extracomment>How often a question looks whether it still matters.</extracomment>
        <translation>http, https (MJPEG) oder rtsp. Ein Passwort in der Adresse wird benutzt, aber nie gespeichert.</translation>
    </message>
    <message>
        <source>This is no address yet. It starts with http://, https:// or rtsp:// and a host.</source>
        <translation>Das ist noch keine Adresse. Sie beginnt mit http://, https:// oder rtsp:// und einem Rechnernamen.</translation>
    </message>
    <message>
        <source>Videos and pictures</source>
        <translation>Videos und Bilder</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Open a video or a picture</source>
        <translation>Video oder Bild öffnen</translation>
    </message>
    <message>
        <source>Folder for recordings and snapshots</source>
        <translation>Ordner für Aufnahmen und Schnappschüsse</translation>
    </message>
    <message>
        <source>Folder of an exported model</source>
        <translation>Ordner eines exportierten Modells</translation>
    </message>
    <message>
        <source>Still writing the recording</source>
        <translation>Die Aufnahme wird noch geschrieben</translation>
    </message>
    <message>
        <source>fer-live closes by itself as soon as everything is on the disk.</source>
        <translation>fer-live schließt sich von selbst, sobald alles auf der Festplatte ist.</translation>
    </message>
    <message>
        <source>Keep waiting</source>
        <translation>Weiter warten</translation>
    </message>
    <message>
        <source>Close and lose them</source>
        <translation>Schließen und verlieren</translation>
    </message>
    <message>
        <source>Do you want to stop the recording?</source>
        <translation>Die Aufnahme beenden?</translation>
    </message>
    <message>
        <source>Recording</source>
        <extracomment>Stands where there is nothing to measure. Pixels of what is played, before a figure is shown beside it, and between two parts.</extracomment>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>What you have chosen ends it. What is recorded until now is saved.</source>
        <translation>Was Sie gewählt haben, beendet sie. Das bisher Aufgenommene wird gespeichert.</translation>
    </message>
    <message>
        <source>Stop and save</source>
        <translation>Beenden und speichern</translation>
    </message>
    <message>
        <source>Go on recording</source>
        <translation>Weiter aufnehmen</translation>
    </message>
    <message>
        <source>Still working</source>
        <translation>Noch bei der Arbeit</translation>
    </message>
    <message>
        <source>fer-live closes by itself as soon as that is done.</source>
        <translation>fer-live schließt sich von selbst, sobald das fertig ist.</translation>
    </message>
    <message>
        <source>Close at once</source>
        <translation>Sofort schließen</translation>
    </message>
    <message>
        <source>Don&apos;t close</source>
        <translation>Nicht schließen</translation>
    </message>
    <message>
        <source>Save the test</source>
        <translation>Test speichern</translation>
    </message>
    <message>
        <source>Export the session</source>
        <translation>Sitzung exportieren</translation>
    </message>
    <message>
        <source>Numbers with their meaning (*.json)</source>
        <translation>Zahlen mit ihrer Bedeutung (*.json)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Open rules</source>
        <translation>Regeln öffnen</translation>
    </message>
    <message>
        <source>Rules (*.json)</source>
        <translation>Regeln (*.json)</translation>
    </message>
    <message>
        <source>Save rules</source>
        <translation>Regeln speichern</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Open a session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Open a stream</source>
        <translation>Stream öffnen</translation>
    </message>
    <message>
        <source>Stream address</source>
        <translation>Stream-Adresse</translation>
    </message>
    <message>
        <source>Address of a network camera</source>
        <translation>Adresse einer Netzwerkkamera</translation>
    </message>
    <message>
        <source>The disk is full: nothing was recorded. Make room where {folder} is, or choose another folder.</source>
        <extracomment>How often to look how much room there is, in seconds. What is worth a word: bytes that are left, and seconds of the recording for which they last. The second pair is the last warning. Before this the rate of a recording says little.</extracomment>
        <translation>Die Festplatte ist voll: Nichts wurde aufgenommen. Schaffen Sie Platz, wo {folder} liegt, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} could not be finished.</source>
        <translation>{path} konnte nicht abgeschlossen werden.</translation>
    </message>
    <message>
        <source>The disk is nearly full: {room} are left. Make room, or finish the recording.</source>
        <translation>Die Festplatte ist fast voll: {room} sind noch frei. Schaffen Sie Platz, oder beenden Sie die Aufnahme.</translation>
    </message>
    <message>
        <source>The disk is nearly full: {room} are left, for about {minutes} min. Make room, or finish the recording.</source>
        <translation>Die Festplatte ist fast voll: {room} sind noch frei, genug für etwa {minutes} min. Schaffen Sie Platz, oder beenden Sie die Aufnahme.</translation>
    </message>
    <message>
        <source>Uncertain: the model cannot tell this expression from another one.
Two names: it can rule out neither, as measured on single test pictures;
of live faces that promises nothing.
Adjusted: its neutral face is known, and taken off.
Settling: this face has been in view for less than a second and a half.
Small, dark, turned away, covered, talking and so on: what makes this face hard to read.

Enter here, or a double click on the face in the picture: what its label hangs on.
F2 or a double click on its name: name it. P: keep its card on top. H: hide it.</source>
        <translation>Unsicher: Das Modell kann diesen Ausdruck von einem anderen nicht unterscheiden.
Zwei Namen: Es kann keinen ausschließen, gemessen an einzelnen Testbildern;
für Gesichter vor der Kamera verspricht das nichts.
Angepasst: Das neutrale Gesicht ist bekannt und wird abgezogen.
Noch unruhig: Dieses Gesicht ist seit weniger als anderthalb Sekunden zu sehen.
Klein, dunkel, abgewandt, verdeckt, spricht und so weiter: was das Lesen erschwert.

Eingabetaste hier oder Doppelklick auf das Gesicht im Bild: wovon die Aussage abhängt.
F2 oder Doppelklick auf den Namen: benennen. P: Karte oben halten. H: ausblenden.</translation>
    </message>
    <message>
        <source>left {seconds} s ago</source>
        <extracomment>By form, at the usual size of text: around the head (x, y), side of the swatch, and between the two lines. Of the label and of what is beneath it. Of a compact card&apos;s second line. A narrower card has narrower margins. Seconds for which a face may be missed before its card says that it has left. The keyboard has come to this face, or left it: its id, and whether it is here.</extracomment>
        <translation>vor {seconds} s gegangen</translation>
    </message>
    <message>
        <source>left just now</source>
        <translation>eben gegangen</translation>
    </message>
    <message>
        <source>Why this expression?</source>
        <translation>Warum dieser Ausdruck?</translation>
    </message>
    <message>
        <source>Show what is read from this face at this moment, and what that hangs on</source>
        <translation>Zeigen, was in diesem Moment aus diesem Gesicht gelesen wird und wovon das abhängt</translation>
    </message>
    <message>
        <source>Take its neutral face (3 s)</source>
        <translation>Neutrales Gesicht merken (3 s)</translation>
    </message>
    <message>
        <source>Look as you usually do for three seconds: that expression then reads as neutral</source>
        <translation>Drei Sekunden lang wie gewöhnlich schauen: Dieser Ausdruck wird dann als neutral gelesen</translation>
    </message>
    <message>
        <source>Forget its neutral face</source>
        <translation>Neutrales Gesicht vergessen</translation>
    </message>
    <message>
        <source>Forget this face</source>
        <translation>Dieses Gesicht vergessen</translation>
    </message>
    <message>
        <source>Drop its number, its name and all that is kept of it; if it is still there, it comes back as a new one</source>
        <translation>Nummer, Namen und alles, was davon behalten wird, löschen; ist es noch da, kommt es als neues wieder</translation>
    </message>
    <message>
        <source>Start its average afresh</source>
        <translation>Mittelwert neu beginnen</translation>
    </message>
    <message>
        <source>Forget what it expressed until now</source>
        <translation>Vergessen, was es bisher ausgedrückt hat</translation>
    </message>
    <message>
        <source>Name it…</source>
        <translation>Benennen…</translation>
    </message>
    <message>
        <source>Keep on top</source>
        <translation>Oben halten</translation>
    </message>
    <message>
        <source>Its card stays on top, whoever else comes</source>
        <translation>Die Karte bleibt oben, wer auch sonst kommt</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Show neither its card nor its box and tag; it is read and recorded as before</source>
        <translation>Weder Karte noch Rahmen und Beschriftung zeigen; gelesen und aufgenommen wird es wie bisher</translation>
    </message>
    <message>
        <source>{name} (hidden)</source>
        <translation>{name} (ausgeblendet)</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>Kein Gesicht im Bild</translation>
    </message>
    <message>
        <source>Start all averages afresh</source>
        <translation>Alle Mittelwerte neu beginnen</translation>
    </message>
    <message>
        <source>Adjust to neutral faces</source>
        <translation>An neutrale Gesichter anpassen</translation>
    </message>
    <message>
        <source>Take off what was found in the neutral faces; without it, all is read as it is</source>
        <translation>Abziehen, was in den neutralen Gesichtern gefunden wurde; ohne das wird alles gelesen, wie es ist</translation>
    </message>
    <message>
        <source>Speak with</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Something went wrong inside fer-live ({error}). The details are in the log file.</source>
        <extracomment>Exit code of bad input, which a screen that cannot be reached is. In one run; what follows from the first ones tells little.</extracomment>
        <translation>In fer-live ist etwas schiefgegangen ({error}). Näheres steht in der Protokolldatei.</translation>
    </message>
    <message>
        <source>Something went wrong inside fer-live ({error}). You can go on.</source>
        <translation>In fer-live ist etwas schiefgegangen ({error}). Es kann weitergehen.</translation>
    </message>
    <message>
        <source>The test has ended, as the pictures did. Begin it again in the menu “{menu}”.</source>
        <extracomment>Between two crops that may be kept: neighbours are all but the same.</extracomment>
        <translation>Der Test ist zu Ende, da keine Bilder mehr kommen. Neu beginnen im Menü „{menu}“.</translation>
    </message>
    <message>
        <source>This model knows fewer than two of the expressions that could be asked for.</source>
        <translation>Dieses Modell kennt weniger als zwei der Ausdrücke, die verlangt werden könnten.</translation>
    </message>
    <message>
        <source>Saved: {files}.</source>
        <translation>Gespeichert: {files}.</translation>
    </message>
    <message>
        <source>Recordings and snapshots now go to {folder}.</source>
        <translation>Aufnahmen und Schnappschüsse kommen jetzt nach {folder}.</translation>
    </message>
    <message>
        <source>This face is hidden, and so are the pictures that would explain it.</source>
        <extracomment>A face that was forgotten is found again, under a new number, within a second, if it is still there. How much of what both boxes cover they must have in common.</extracomment>
        <translation>Dieses Gesicht ist verborgen, und damit auch die Bilder, die es erklären würden.</translation>
    </message>
    <message>
        <source>{name} is forgotten, and so is what you have said of it.</source>
        <translation>{name} ist vergessen, und auch, was Sie dazu gesagt haben.</translation>
    </message>
    <message>
        <source>That face is not there any more, and comes back as a new one.</source>
        <translation>Dieses Gesicht ist nicht mehr da und kommt als neues wieder.</translation>
    </message>
    <message>
        <source>Too dark: turn on a light in front of you</source>
        <translation>Zu dunkel: von vorn beleuchten</translation>
    </message>
    <message>
        <source>Too bright: turn away from the window</source>
        <translation>Zu hell: vom Fenster wegdrehen</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>Näher kommen</translation>
    </message>
    <message>
        <source>Come into the middle</source>
        <translation>In die Mitte kommen</translation>
    </message>
    <message>
        <source>Something covers the face</source>
        <translation>Etwas verdeckt das Gesicht</translation>
    </message>
    <message>
        <source>Turn to the camera</source>
        <translation>Zur Kamera drehen</translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation>Stillhalten</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>The report is {path}.</source>
        <translation>Der Bericht liegt in {path}.</translation>
    </message>
    <message>
        <source>{provider} cannot be used here: the processor reads the faces.</source>
        <translation>{provider} ist hier nicht verwendbar: Der Prozessor liest die Gesichter.</translation>
    </message>
    <message numerus="yes">
        <source>Only {name} is played, the first of the %n files that were dropped.</source>
        <translation>
            <numerusform>Nur {name} wird abgespielt, die abgelegte Datei.</numerusform>
            <numerusform>Nur {name} wird abgespielt, die erste von %n abgelegten Dateien.</numerusform>
        </translation>
    </message>
    <message>
        <source>The list of recent files and addresses is empty now.</source>
        <translation>Die Liste der letzten Dateien und Adressen ist jetzt leer.</translation>
    </message>
    <message>
        <source>{name} is no longer in {folder}. It was taken off the list.</source>
        <translation>{name} ist nicht mehr in {folder} und wurde aus der Liste genommen.</translation>
    </message>
    <message>
        <source>{name} is still being analysed. Its rows until then stay in a file that ends in .partial.csv.</source>
        <translation>{name} wird noch analysiert. Die Zeilen bis dahin bleiben in einer Datei, deren Name auf .partial.csv endet.</translation>
    </message>
    <message>
        <source>The analysis of {name} was stopped.</source>
        <translation>Die Auswertung von {name} wurde beendet.</translation>
    </message>
    <message>
        <source>The rows until then are in a file whose name ends in .partial.csv.</source>
        <translation>Die Zeilen bis dahin sind in einer Datei, deren Name auf .partial.csv endet.</translation>
    </message>
    <message>
        <source>A session is still being exported.</source>
        <translation>Eine Sitzung wird noch exportiert.</translation>
    </message>
    <message>
        <source>The session is exported: {name}.</source>
        <translation>Sitzung exportiert: {name}.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>The files are in {folder}.</source>
        <translation>Die Dateien liegen in {folder}.</translation>
    </message>
    <message>
        <source>The recording is still being written: its last rows wait for the disk, and would be lost.</source>
        <translation>Die Aufnahme wird noch geschrieben: Ihre letzten Zeilen warten auf die Festplatte und gingen verloren.</translation>
    </message>
    <message numerus="yes">
        <source>The recording is still being written: the rows of %Ln pictures wait for the disk, and would be lost.</source>
        <translation>
            <numerusform>Die Aufnahme wird noch geschrieben: Die Zeilen von %Ln Bild warten auf die Festplatte und gingen verloren.</numerusform>
            <numerusform>Die Aufnahme wird noch geschrieben: Die Zeilen von %Ln Bildern warten auf die Festplatte und gingen verloren.</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Which lines are shown</source>
        <translation>Welche Zeilen gezeigt werden</translation>
    </message>
    <message>
        <source>Nothing has been logged since fer-live was started.</source>
        <translation>Seit dem Start von fer-live wurde nichts notiert.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The log is in {folder}.</source>
        <translation>Das Protokoll liegt in {folder}.</translation>
    </message>
    <message>
        <source>fer-live ended unexpectedly last time. A report is in {folder}.</source>
        <extracomment>Seconds for the engine and the recording to end, after the window has gone.</extracomment>
        <translation>fer-live endete das letzte Mal unerwartet. Ein Bericht liegt in {folder}.</translation>
    </message>
    <message>
        <source>Asked for against read</source>
        <extracomment>Pixels of a saved picture for each one on the screen, around it, and its width on the screen.</extracomment>
        <translation>Verlangtes gegen Gelesenes</translation>
    </message>
    <message>
        <source>{expression} was read as {others}</source>
        <translation>{expression} wurde gelesen als {others}</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Verlangt</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>Gelesen als</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Strangers&apos; faces, of another collection</source>
        <translation>Fremde Gesichter aus einer anderen Sammlung</translation>
    </message>
    <message>
        <source>Test pictures of FER2013 where annotators agree</source>
        <translation>Testbilder von FER2013, bei denen sich Menschen einig sind</translation>
    </message>
    <message>
        <source>Test pictures of FER2013</source>
        <translation>Testbilder von FER2013</translation>
    </message>
    <message>
        <source>Test pictures</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>Pictures on which it was chosen while it learned, which flatters</source>
        <translation>Bilder, nach denen es beim Lernen ausgewählt wurde, was schmeichelt</translation>
    </message>
    <message>
        <source>It reads expressions, not feelings, and it is often wrong, more so on faces unlike those that it learned from.</source>
        <translation>Es liest Ausdrücke, keine Gefühle, und es irrt sich oft, noch mehr bei Gesichtern, die denen nicht ähneln, von denen es gelernt hat.</translation>
    </message>
    <message>
        <source>Nothing beside it tells how often it errs: try it on faces that you know before you rely on it.</source>
        <translation>Nirgends steht, wie oft es sich irrt: erst an bekannten Gesichtern erproben, dann darauf bauen.</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>It comes with fer-live.</source>
        <translation>Es gehört zu fer-live.</translation>
    </message>
    <message>
        <source>In {folder}.</source>
        <translation>In {folder}.</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message>
        <source>{size}, written here on {date}.</source>
        <translation>{size}, hier geschrieben am {date}.</translation>
    </message>
    <message>
        <source>How often it is right</source>
        <translation>Wie oft es recht hat</translation>
    </message>
    <message>
        <source>What it cannot do</source>
        <translation>Was es nicht kann</translation>
    </message>
    <message>
        <source>What it says</source>
        <translation>Was es sagt</translation>
    </message>
    <message>
        <source>Grey faces of {width} × {height} pixels, and {seconds} s of each face.</source>
        <translation>Graue Gesichter von {width} × {height} Pixeln und {seconds} s von jedem Gesicht.</translation>
    </message>
    <message>
        <source>What it looks at</source>
        <translation>Was es ansieht</translation>
    </message>
    <message>
        <source>What it learned from</source>
        <translation>Wovon es gelernt hat</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More about it stands in MODEL_CARD.md in its folder.</source>
        <translation>Mehr darüber steht in MODEL_CARD.md in seinem Ordner.</translation>
    </message>
    <message>
        <source>Checksums (sha256)</source>
        <translation>Prüfsummen (sha256)</translation>
    </message>
    <message>
        <source>{name} (the app speaks with it)</source>
        <translation>{name} (damit spricht die App)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pictures</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>{pictures} (output {output})</source>
        <translation>{pictures} (Ausgabe {output})</translation>
    </message>
    <message>
        <source>{model} is in use.</source>
        <extracomment>The shipped model alone. Folder of the model that is being tried; None while none is. Somebody has chosen a model since the start. Asked before the picture is begun anew, which ends a recording: whether that may be.</extracomment>
        <translation>{model} wird jetzt benutzt.</translation>
    </message>
    <message>
        <source>{model} is compared with the one in use.</source>
        <translation>{model} wird mit dem benutzten verglichen.</translation>
    </message>
    <message>
        <source>Nothing is compared any more.</source>
        <translation>Es wird nichts mehr verglichen.</translation>
    </message>
    <message>
        <source>The shipped model is used instead.</source>
        <translation>Stattdessen liest das mitgelieferte Modell.</translation>
    </message>
    <message>
        <source>The shipped model</source>
        <translation>Das mitgelieferte Modell</translation>
    </message>
    <message>
        <source>The model in {folder}</source>
        <translation>Das Modell in {folder}</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>compared with it</source>
        <translation>wird damit verglichen</translation>
    </message>
    <message>
        <source>not there any more</source>
        <translation>nicht mehr da</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>The folder that fer-train export made</source>
        <translation>Der Ordner, den fer-train export angelegt hat</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Benutzen</translation>
    </message>
    <message>
        <source>Compare with it</source>
        <translation>Damit vergleichen</translation>
    </message>
    <message>
        <source>Trying {name}…</source>
        <translation>{name} wird ausprobiert…</translation>
    </message>
    <message>
        <source>Having a look at this model…</source>
        <translation>Dieses Modell wird angesehen…</translation>
    </message>
    <message>
        <source>What models run on</source>
        <translation>Worauf Modelle laufen</translation>
    </message>
    <message>
        <source>Shipped with fer-live</source>
        <translation>Bei fer-live dabei</translation>
    </message>
    <message>
        <source>A name is for this face of this source, and is written nowhere: when the face leaves, or another source
is chosen, it is gone. Nobody is ever recognised again.</source>
        <translation>Ein Name gilt für dieses Gesicht dieser Quelle und wird nirgends gespeichert: Geht das Gesicht oder wird
eine andere Quelle gewählt, ist er weg. Niemand wird je wiedererkannt.</translation>
    </message>
    <message>
        <source>Name of {name}</source>
        <translation>Name von {name}</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <extracomment>Letters of a name.</extracomment>
        <translation>Gesicht {number}</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Language</source>
        <extracomment>In the order in which they stand on the page.</extracomment>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>What the window is written in, from its next start on.</source>
        <translation>Sprache des Fensters, ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Light or dark, or as the system wants it.</source>
        <translation>Hell oder dunkel, oder wie das System es will.</translation>
    </message>
    <message>
        <source>How large everything in the window is written.</source>
        <translation>Wie groß alles im Fenster geschrieben ist.</translation>
    </message>
    <message>
        <source>Draw a box around each face.</source>
        <translation>Um jedes Gesicht einen Rahmen zeichnen.</translation>
    </message>
    <message>
        <source>Write beside each face what it expresses.</source>
        <translation>Neben jedes Gesicht schreiben, was es ausdrückt.</translation>
    </message>
    <message>
        <source>Write the number of each face into its label.</source>
        <translation>Die Nummer jedes Gesichts in die Beschriftung schreiben.</translation>
    </message>
    <message>
        <source>Show at each face how probable each class is.</source>
        <translation>An jedem Gesicht zeigen, wie wahrscheinlich jede Klasse ist.</translation>
    </message>
    <message>
        <source>Draw the six points that the detector finds.</source>
        <translation>Die sechs Punkte zeichnen, die der Detektor findet.</translation>
    </message>
    <message>
        <source>Show the crop of each face that is read.</source>
        <translation>Von jedem Gesicht den Ausschnitt zeigen, der gelesen wird.</translation>
    </message>
    <message>
        <source>Say at a face what would make it easier to read.</source>
        <translation>An einem Gesicht sagen, wie es leichter zu lesen wäre.</translation>
    </message>
    <message>
        <source>Show under the picture what each face expressed over time.</source>
        <translation>Unter dem Bild zeigen, was jedes Gesicht mit der Zeit ausgedrückt hat.</translation>
    </message>
    <message>
        <source>Show under the picture what all faces express together.</source>
        <translation>Unter dem Bild zeigen, was alle Gesichter zusammen ausdrücken.</translation>
    </message>
    <message>
        <source>Mirror cameras</source>
        <translation>Kameras spiegeln</translation>
    </message>
    <message>
        <source>Show yourself as in a mirror. Recordings are never mirrored.</source>
        <translation>Sich wie im Spiegel sehen. Aufnahmen werden nie gespiegelt.</translation>
    </message>
    <message>
        <source>Mirror everything else</source>
        <translation>Alles andere spiegeln</translation>
    </message>
    <message>
        <source>Mirror films, pictures and streams, too.</source>
        <translation>Auch Filme, Bilder und Streams spiegeln.</translation>
    </message>
    <message>
        <source>What is seen of people</source>
        <translation>Was man von Menschen sieht</translation>
    </message>
    <message>
        <source>On the screen, in snapshots and in films; all are read all the same.</source>
        <translation>Auf dem Bildschirm, in Schnappschüssen und Filmen; gelesen werden trotzdem alle.</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>What cameras are asked for. A larger picture shows small faces better, and takes longer.</source>
        <translation>Was von Kameras verlangt wird. Ein größeres Bild zeigt kleine Gesichter besser und dauert länger.</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>How many pictures a second cameras are asked for.</source>
        <translation>Wie viele Bilder pro Sekunde von Kameras verlangt werden.</translation>
    </message>
    <message>
        <source>Look for faces in every picture</source>
        <translation>In jedem Bild nach Gesichtern suchen</translation>
    </message>
    <message>
        <source>Otherwise they are looked for twice a second and followed in between, in a fraction of the time.</source>
        <translation>Sonst werden sie zweimal pro Sekunde gesucht und dazwischen verfolgt, in einem Bruchteil der Zeit.</translation>
    </message>
    <message>
        <source>Where recordings and snapshots go.</source>
        <translation>Wohin Aufnahmen und Schnappschüsse kommen.</translation>
    </message>
    <message>
        <source>fer-live, among your documents</source>
        <translation>fer-live, bei den Dokumenten</translation>
    </message>
    <message>
        <source>Record the picture as the camera sees it.</source>
        <translation>Das Bild so aufnehmen, wie die Kamera es sieht.</translation>
    </message>
    <message>
        <source>A new file after</source>
        <translation>Neue Datei ab</translation>
    </message>
    <message>
        <source>A table or film that grows larger than this goes on in a further file: NAME-2.</source>
        <translation>Eine Tabelle oder ein Film, der größer wird, geht in einer weiteren Datei weiter: NAME-2.</translation>
    </message>
    <message>
        <source>Lab Streaming Layer</source>
        <extracomment>In the words of the window: the table of the library has them, too.</extracomment>
        <translation>Lab Streaming Layer</translation>
    </message>
    <message>
        <source>Offer probabilities and marks to everybody in the local network.</source>
        <translation>Wahrscheinlichkeiten und Marken allen im lokalen Netz anbieten.</translation>
    </message>
    <message>
        <source>Name of the stream</source>
        <translation>Name des Streams</translation>
    </message>
    <message>
        <source>By which programs of a laboratory find it.</source>
        <translation>Unter dem ihn Programme eines Labors finden.</translation>
    </message>
    <message>
        <source>Markers of other programs</source>
        <translation>Marken anderer Programme</translation>
    </message>
    <message>
        <source>Make marks of the markers that come by Lab Streaming Layer.</source>
        <translation>Übernehmen, was über Lab Streaming Layer an Marken kommt.</translation>
    </message>
    <message>
        <source>Open Sound Control</source>
        <translation>Open Sound Control</translation>
    </message>
    <message>
        <source>Send probabilities to a program for music, light or pictures.</source>
        <translation>Wahrscheinlichkeiten an ein Programm für Musik, Licht oder Bilder senden.</translation>
    </message>
    <message>
        <source>Where OSC goes</source>
        <translation>Wohin OSC geht</translation>
    </message>
    <message>
        <source>Host and port of the program that listens; 127.0.0.1 is this computer.</source>
        <translation>Rechner und Port des Programms, das zuhört; 127.0.0.1 ist dieser Computer.</translation>
    </message>
    <message>
        <source>WebSocket and overlay page</source>
        <translation>WebSocket und Overlay-Seite</translation>
    </message>
    <message>
        <source>Serve results as JSON, and a page that shows them in OBS, to whoever knows the token.</source>
        <translation>Allen, die das Token kennen, Ergebnisse als JSON geben und eine Seite, die sie in OBS zeigt.</translation>
    </message>
    <message>
        <source>Where the WebSocket listens</source>
        <translation>Wo der WebSocket lauscht</translation>
    </message>
    <message>
        <source>127.0.0.1 is for this computer alone; 0.0.0.0 lets the whole network knock, and nothing is encrypted.</source>
        <translation>127.0.0.1 gilt nur für diesen Computer; bei 0.0.0.0 kann das ganze Netz anklopfen, und nichts ist verschlüsselt.</translation>
    </message>
    <message>
        <source>Token of the WebSocket</source>
        <translation>Token des WebSockets</translation>
    </message>
    <message>
        <source>It is in the address of the overlay page. Another one shuts out whoever knows the present one.</source>
        <translation>Es steht in der Adresse der Overlay-Seite. Ein neues sperrt alle aus, die das jetzige kennen.</translation>
    </message>
    <message>
        <source>Virtual camera</source>
        <translation>Virtuelle Kamera</translation>
    </message>
    <message>
        <source>Show the picture with boxes and labels to other programs, as if it came from a webcam.</source>
        <translation>Das Bild mit Rahmen und Beschriftung anderen Programmen zeigen, als käme es von einer Webcam.</translation>
    </message>
    <message>
        <source>Device of the virtual camera</source>
        <translation>Gerät der virtuellen Kamera</translation>
    </message>
    <message>
        <source>For instance /dev/video9, where there are several.</source>
        <translation>Zum Beispiel /dev/video9, wo es mehrere gibt.</translation>
    </message>
    <message>
        <source>The first one</source>
        <translation>Das erste</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>No setting matches “{words}”.</source>
        <translation>Keine Einstellung passt zu „{words}“.</translation>
    </message>
    <message>
        <source>All settings on this page are back to their defaults.</source>
        <translation>Alle Einstellungen auf dieser Seite sind zurückgesetzt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Choose…</source>
        <extracomment>The user has set it to a value.</extracomment>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>{setting}: choose…</source>
        <translation>{setting}: wählen…</translation>
    </message>
    <message>
        <source>{setting}: host</source>
        <translation>{setting}: Rechner</translation>
    </message>
    <message>
        <source>{setting}: port</source>
        <translation>{setting}: Port</translation>
    </message>
    <message>
        <source>Analysing</source>
        <extracomment>What matters least stands last: where there is no room for all of it, the end is left out. Pixels for the end of the words, below which it says nothing.</extracomment>
        <translation>Wertet aus</translation>
    </message>
    <message>
        <source>Not analysing</source>
        <translation>Wertet nicht aus</translation>
    </message>
    <message>
        <source>Scores only</source>
        <translation>Nur Werte</translation>
    </message>
    <message>
        <source>Faces blurred but face {number}</source>
        <translation>Gesichter verwischt außer Gesicht {number}</translation>
    </message>
    <message>
        <source>Faces blurred, none is selected</source>
        <translation>Gesichter verwischt, keines gewählt</translation>
    </message>
    <message>
        <source>Faces blurred</source>
        <translation>Gesichter verwischt</translation>
    </message>
    <message>
        <source>Faces shown</source>
        <translation>Gesichter sichtbar</translation>
    </message>
    <message>
        <source>Blurred but face {number}</source>
        <translation>Verwischt außer Gesicht {number}</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>Verwischt</translation>
    </message>
    <message>
        <source>Sent to other programs: {streams}</source>
        <translation>Sendet: {streams}</translation>
    </message>
    <message>
        <source>Pictures come from {stream}, nothing is sent</source>
        <translation>Bilder kommen von {stream}, nichts wird gesendet</translation>
    </message>
    <message>
        <source>Stays on this computer</source>
        <translation>Bleibt lokal</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>{name} holds no pictures. Choose another file.</source>
        <extracomment>As in the code, with the names of what stands for something else.</extracomment>
        <translation>{name} enthält keine Bilder. Bitte eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>MediaPipe, which finds the faces, cannot be loaded ({text}). Run &apos;fer-live doctor&apos;.</source>
        <translation>MediaPipe, das die Gesichter findet, lässt sich nicht laden ({text}). Bitte „fer-live doctor“ ausführen.</translation>
    </message>
    <message>
        <source>MediaPipe, which finds the faces, needs two graphics libraries that are not installed ({text}). On Debian and Ubuntu: sudo apt install libegl1 libgles2</source>
        <translation>MediaPipe, das die Gesichter findet, braucht zwei Grafikbibliotheken, die nicht installiert sind ({text}). Unter Debian und Ubuntu: sudo apt install libegl1 libgles2</translation>
    </message>
    <message>
        <source>The face detector is closed. Start it again.</source>
        <translation>Die Gesichtssuche ist beendet. Bitte neu starten.</translation>
    </message>
    <message>
        <source>MediaPipe, which finds the faces, cannot be loaded ({error}). Install it with: pip install mediapipe=={version}</source>
        <translation>MediaPipe, das die Gesichter findet, lässt sich nicht laden ({error}). Installieren mit: pip install mediapipe=={version}</translation>
    </message>
    <message>
        <source>MediaPipe cannot load fer-live&apos;s face detector ({error}). Run &apos;fer-live doctor&apos;.</source>
        <translation>MediaPipe kann die Gesichtssuche von fer-live nicht laden ({error}). Bitte „fer-live doctor“ ausführen.</translation>
    </message>
    <message>
        <source>The face detector fails on this picture ({error}). Try another source.</source>
        <translation>Die Gesichtssuche scheitert an diesem Bild ({error}). Bitte eine andere Quelle versuchen.</translation>
    </message>
    <message>
        <source>There is nothing to record. Start a camera or a file first.</source>
        <translation>Es gibt nichts aufzunehmen. Erst eine Kamera oder Datei starten.</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({name} in {name_}). Start again; the log file says more.</source>
        <translation>Etwas Unerwartetes ist schiefgegangen ({name} in {name_}). Bitte neu starten; im Protokoll steht mehr.</translation>
    </message>
    <message>
        <source>{name} has ended.</source>
        <translation>{name} ist zu Ende.</translation>
    </message>
    <message>
        <source>&apos;{output}&apos; {why}. Choose one of: {value}.</source>
        <translation>„{output}“ {why}. Zur Wahl stehen: {value}.</translation>
    </message>
    <message>
        <source>is the name of several outputs</source>
        <translation>ist der Name mehrerer Ausgaben</translation>
    </message>
    <message>
        <source>is no output of the model</source>
        <translation>ist keine Ausgabe des Modells</translation>
    </message>
    <message>
        <source>The model has changed: it does not say &apos;{output}&apos; any more. Look at the face again.</source>
        <translation>Das Modell hat gewechselt: Es sagt „{output}“ nicht mehr. Bitte das Gesicht noch einmal ansehen.</translation>
    </message>
    <message>
        <source>fer-live&apos;s model file {name} is damaged: its checksum is not the shipped one. Install fer-live again.</source>
        <translation>Die Modelldatei {name} von fer-live ist beschädigt: Ihre Prüfsumme ist nicht die ausgelieferte. Bitte fer-live neu installieren.</translation>
    </message>
    <message>
        <source>The list of fer-live&apos;s model files ({manifest_file}) is missing or damaged. Install fer-live again.</source>
        <translation>Das Verzeichnis der Modelldateien von fer-live ({manifest_file}) fehlt oder ist beschädigt. Bitte fer-live neu installieren.</translation>
    </message>
    <message>
        <source>fer-live&apos;s model file {name} is missing or cannot be read. Install fer-live again.</source>
        <translation>Die Modelldatei {name} von fer-live fehlt oder ist nicht lesbar. Bitte fer-live neu installieren.</translation>
    </message>
    <message>
        <source>&apos;{output}&apos; is no distribution over classes. Choose one of: {value}.</source>
        <translation>„{output}“ ist keine Verteilung über Klassen. Zur Wahl stehen: {value}.</translation>
    </message>
    <message>
        <source>{name} is back.</source>
        <extracomment>Whole sentences that are too short, or have no full stop, to be known for such.</extracomment>
        <translation>{name} ist wieder da.</translation>
    </message>
    <message>
        <source>{error} Waiting for it to come back.</source>
        <translation>{error} Es geht weiter, sobald wieder Bilder kommen.</translation>
    </message>
    <message>
        <source>{origin} is damaged or not an ONNX network ({refused}). Install or export the model again.</source>
        <translation>{origin} ist beschädigt oder kein ONNX-Netz ({refused}). Bitte das Modell neu installieren oder exportieren.</translation>
    </message>
    <message>
        <source>{origin} carries no fer-live model description. Export it with &apos;fer-train export&apos;.</source>
        <translation>{origin} enthält keine Modellbeschreibung von fer-live. Bitte mit „fer-train export“ exportieren.</translation>
    </message>
    <message>
        <source>{encoder_file} and {head_file} of {place} are not of one model. Export both again, together.</source>
        <translation>{encoder_file} und {head_file} von {place} gehören nicht zu einem Modell. Bitte beide zusammen neu exportieren.</translation>
    </message>
    <message>
        <source>{encoder_file} of {place} gives {value} numbers a face, and its description says {embedding_size}. Export the model again.</source>
        <translation>{encoder_file} von {place} gibt {value} Zahlen je Gesicht, in der Beschreibung stehen {embedding_size}. Bitte das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>The networks of {place} answer with what is no number. Train or export the model again.</source>
        <translation>Die Netze von {place} antworten mit etwas, das keine Zahl ist. Bitte das Modell neu trainieren oder exportieren.</translation>
    </message>
    <message>
        <source>The model description in {origin} is damaged. Export or install the model again.</source>
        <translation>Die Modellbeschreibung in {origin} ist beschädigt. Bitte das Modell neu exportieren oder installieren.</translation>
    </message>
    <message>
        <source>There is no {name} in {folder}. Choose the folder of an exported model.</source>
        <translation>In {folder} gibt es kein {name}. Bitte den Ordner eines exportierten Modells wählen.</translation>
    </message>
    <message>
        <source>{value} cannot be read ({strerror}). Choose another model, or mend its permissions.</source>
        <translation>{value} lässt sich nicht lesen ({strerror}). Bitte ein anderes Modell wählen oder die Rechte ändern.</translation>
    </message>
    <message>
        <source>The networks of {place} do not fit their description ({error}). Export them again.</source>
        <translation>Die Netze von {place} passen nicht zu ihrer Beschreibung ({error}). Bitte neu exportieren.</translation>
    </message>
    <message>
        <source>{head_file} of {place} has {value} values in its output &apos;{name}&apos; and {names} names for them. Export the model again.</source>
        <translation>{head_file} von {place} hat {value} Werte in der Ausgabe „{name}“ und {names} Namen dafür. Bitte das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}). Choose another folder, or another name.</source>
        <translation>{path} lässt sich nicht schreiben ({reason}). Bitte einen anderen Ordner oder einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The rule {name} went off {count} more, too soon after its mark before.</source>
        <translation>Die Regel {name} schlug noch {count} an, zu bald nach ihrer Marke davor.</translation>
    </message>
    <message>
        <source>The rule {name} asks for {when}, which there is not. There are: {value}.</source>
        <translation>Die Regel {name} fragt nach {when}, das es nicht gibt. Es gibt: {value}.</translation>
    </message>
    <message>
        <source>{path} is too large for a file of rules. At most {most_rules} rules are kept in one.</source>
        <translation>{path} ist zu groß für eine Datei mit Regeln. Höchstens {most_rules} Regeln stehen in einer.</translation>
    </message>
    <message>
        <source>This holds no rules: it has to be {&quot;fer_live_rules&quot;: 1, &quot;rules&quot;: [...]}.</source>
        <translation>Das enthält keine Regeln: Es muss {&quot;fer_live_rules&quot;: 1, &quot;rules&quot;: [...]} sein.</translation>
    </message>
    <message>
        <source>These rules are of version {version}, written by a newer fer-live. Update fer-live.</source>
        <translation>Diese Regeln sind von Version {version}, geschrieben von einem neueren fer-live. Bitte fer-live aktualisieren.</translation>
    </message>
    <message>
        <source>There are {value} rules, and at most {most_rules} can be in force. Take some out.</source>
        <translation>Es sind {value} Regeln, und höchstens {most_rules} können gelten. Bitte einige herausnehmen.</translation>
    </message>
    <message>
        <source>Rule {number} is no rule but {value}.</source>
        <translation>Regel {number} ist keine Regel, sondern {value}.</translation>
    </message>
    <message>
        <source>Rule {number} has a field {unknown}, which there is not. There are: {fields}.</source>
        <translation>Regel {number} hat ein Feld {unknown}, das es nicht gibt. Es gibt: {fields}.</translation>
    </message>
    <message>
        <source>Rule {number} needs one of above, below, is, or changes: it has {tests}.</source>
        <translation>Regel {number} braucht eines von above, below, is oder changes: Sie hat {tests}.</translation>
    </message>
    <message>
        <source>Rule {number} needs a &quot;name&quot; and a &quot;when&quot; that are words.</source>
        <translation>Regel {number} braucht „name“ und „when“, und beide müssen Wörter sein.</translation>
    </message>
    <message>
        <source>Rule {number} needs true behind &quot;changes&quot;.</source>
        <translation>Regel {number} braucht true hinter „changes“.</translation>
    </message>
    <message>
        <source>{who} {problem}</source>
        <extracomment>By sentence or part: what may stand in its places.</extracomment>
        <translation>{who} {problem}</translation>
    </message>
    <message>
        <source>needs a name in one line, of at most {longest_name} characters.</source>
        <translation>braucht einen Namen in einer Zeile, von höchstens {longest_name} Zeichen.</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <extracomment>In a place: anything else, as it is; or any sentence of fer_core&apos;s. What operating systems say most often of a file that cannot be used.</extracomment>
        <translation>Keine Berechtigung</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>Datei oder Ordner nicht vorhanden</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>Kein Platz mehr auf dem Datenträger</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>Nur lesbares Dateisystem</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Ein-/Ausgabefehler</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>Dateiname zu lang</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>Ist ein Ordner</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>Ist kein Ordner</translation>
    </message>
    <message>
        <source>The 1 row until now is in {where}.</source>
        <translation>Die bis jetzt einzige Zeile steht in {where}.</translation>
    </message>
    <message>
        <source>The {written} rows until now are in {where}.</source>
        <translation>Die {written} Zeilen bis jetzt stehen in {where}.</translation>
    </message>
    <message>
        <source>The 1 mark until now is in {where}.</source>
        <translation>Die bis jetzt einzige Marke steht in {where}.</translation>
    </message>
    <message>
        <source>The {written} marks until now are in {where}.</source>
        <translation>Die {written} Marken bis jetzt stehen in {where}.</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>ist eine Verknüpfung</translation>
    </message>
    <message>
        <source>is a folder</source>
        <translation>ist ein Ordner</translation>
    </message>
    <message>
        <source>needs a for_s from 0 to {longest_s} seconds.</source>
        <translation>braucht ein for_s von 0 bis {longest_s} Sekunden.</translation>
    </message>
    <message>
        <source>needs a refractory_s from {least_refractory_s} to {longest_refractory_s} seconds.</source>
        <translation>braucht ein refractory_s von {least_refractory_s} bis {longest_refractory_s} Sekunden.</translation>
    </message>
    <message>
        <source>needs the number of a face, from 1, or no face for any.</source>
        <translation>braucht die Nummer eines Gesichts, ab 1, oder kein Gesicht für alle.</translation>
    </message>
    <message>
        <source>counts faces: leave out which face.</source>
        <translation>zählt Gesichter: Bitte weglassen, welches Gesicht.</translation>
    </message>
    <message>
        <source>needs true or false for snapshot, sound and on.</source>
        <translation>braucht true oder false für snapshot, sound und on.</translation>
    </message>
    <message>
        <source>asks whether the {when} is {test} a number: write &quot;is&quot; and a word.</source>
        <translation>vergleicht {when} durch „{test}“ mit einer Zahl: Bitte „is“ und ein Wort schreiben.</translation>
    </message>
    <message>
        <source>needs a number behind &quot;{test}&quot;.</source>
        <translation>braucht eine Zahl hinter „{test}“.</translation>
    </message>
    <message>
        <source>needs a number of faces from 0 to {most_faces}.</source>
        <translation>braucht eine Zahl von Gesichtern von 0 bis {most_faces}.</translation>
    </message>
    <message>
        <source>asks what {when} is: that can be above or below a number; &quot;is&quot; is for label and quality.</source>
        <translation>fragt, was {when} ist: Das kann über oder unter einer Zahl liegen; „is“ gilt für label und quality.</translation>
    </message>
    <message>
        <source>needs a word behind &quot;is&quot;.</source>
        <translation>braucht ein Wort hinter „is“.</translation>
    </message>
    <message>
        <source>asks for the quality {value}, which there is not. There are: {quality_flags}.</source>
        <translation>fragt nach der Qualität {value}, die es nicht gibt. Es gibt: {quality_flags}.</translation>
    </message>
    <message>
        <source>The rule {name} needs a probability from 0 to 1, not {value}.</source>
        <translation>Die Regel {name} braucht eine Wahrscheinlichkeit von 0 bis 1, nicht {value}.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}). Choose a file of rules.</source>
        <translation>{path} lässt sich nicht lesen ({reason}). Bitte eine Datei mit Regeln wählen.</translation>
    </message>
    <message>
        <source>{path} is no JSON ({error}). A file of rules is made by &apos;Save…&apos; in the window&apos;s rules.</source>
        <translation>{path} ist kein JSON ({error}). Eine Datei mit Regeln macht „Speichern …“ bei den Regeln des Fensters.</translation>
    </message>
    <message>
        <source>Two rules are called {name}. Give each a name of its own.</source>
        <translation>Zwei Regeln heißen {name}. Bitte jeder einen eigenen Namen geben.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}). Choose another place for the rules.</source>
        <translation>{path} lässt sich nicht schreiben ({reason}). Bitte einen anderen Ort für die Regeln wählen.</translation>
    </message>
    <message>
        <source>The rule {name}</source>
        <translation>Die Regel {name}</translation>
    </message>
    <message>
        <source>A rule</source>
        <translation>Eine Regel</translation>
    </message>
    <message>
        <source>asks whether {when} changes: &quot;changes&quot; is for the label.</source>
        <translation>fragt, ob {when} wechselt: „changes“ gilt für label.</translation>
    </message>
    <message>
        <source>is the file that is read</source>
        <translation>ist die Datei, die gelesen wird</translation>
    </message>
    <message>
        <source>is being written by another run</source>
        <translation>wird gerade von einem anderen Lauf geschrieben</translation>
    </message>
    <message>
        <source>is not a table of fer-live&apos;s</source>
        <translation>ist keine Tabelle von fer-live</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>ganze Zahl</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>{name} {why}</source>
        <translation>{name} {why}</translation>
    </message>
    <message>
        <source>{suffix} {why}, and has come meanwhile. The result is in {suffix_}.</source>
        <translation>{suffix} {why} und ist inzwischen dazugekommen. Das Ergebnis steht in {suffix_}.</translation>
    </message>
    <message>
        <source>is not a result of fer-live&apos;s</source>
        <translation>ist kein Ergebnis von fer-live</translation>
    </message>
    <message>
        <source>The rule {name} asks for the label {value}, which there is not. There are: {classes}.</source>
        <translation>Die Regel {name} fragt nach dem Ausdruck {value}, den es nicht gibt. Es gibt: {classes}.</translation>
    </message>
    <message>
        <source>{origin} is not the description of a session. Choose the folder of a recording.</source>
        <translation>{origin} ist keine Beschreibung einer Sitzung. Bitte den Ordner einer Aufnahme wählen.</translation>
    </message>
    <message>
        <source>{origin} was written by a newer fer-live (version {oldest} of the description). Update fer-live.</source>
        <translation>{origin} wurde von einem neueren fer-live geschrieben (Version {oldest} der Beschreibung). Bitte fer-live aktualisieren.</translation>
    </message>
    <message>
        <source>Written by fer-live 0.1: p_* were bent towards the label that was held.</source>
        <translation>Von fer-live 0.1 geschrieben: p_* waren zum gehaltenen Ausdruck hin verschoben.</translation>
    </message>
    <message>
        <source>{origin} is damaged ({name}: {error}). The table beside it can be opened by itself.</source>
        <translation>{origin} ist beschädigt ({name}: {error}). Die Tabelle daneben lässt sich für sich öffnen.</translation>
    </message>
    <message>
        <source>Looked through by hand: {value} faces named, {count} merged, {count_} split; {excluded} rows excluded. The files of the session are as they were recorded.</source>
        <translation>Von Hand durchgesehen: {value} Gesichter benannt, {count} zusammengelegt, {count_} geteilt; {excluded} Zeilen ausgeschlossen. Die Dateien der Sitzung sind, wie sie aufgenommen wurden.</translation>
    </message>
    <message>
        <source>{path} holds no changes of a session. The session itself can be opened without them.</source>
        <translation>{path} enthält keine Änderungen einer Sitzung. Die Sitzung selbst lässt sich ohne sie öffnen.</translation>
    </message>
    <message>
        <source>{path} was written by a newer fer-live (version {oldest} of the changes). Update fer-live.</source>
        <translation>{path} wurde von einem neueren fer-live geschrieben (Version {oldest} der Änderungen). Bitte fer-live aktualisieren.</translation>
    </message>
    <message>
        <source>{path} holds changes of another table. Take it out of the folder to use the session without them.</source>
        <translation>{path} enthält Änderungen einer anderen Tabelle. Aus dem Ordner nehmen, um die Sitzung ohne sie zu verwenden.</translation>
    </message>
    <message>
        <source>There is no face {face_id}: what was changed before has taken it away.</source>
        <translation>Es gibt kein Gesicht {face_id}: Eine frühere Änderung hat es weggenommen.</translation>
    </message>
    <message>
        <source>{path} is damaged ({error}). The session itself can be opened without its changes.</source>
        <translation>{path} ist beschädigt ({error}). Die Sitzung selbst lässt sich ohne ihre Änderungen öffnen.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}). Make the folder writable, or make room.</source>
        <translation>{path} lässt sich nicht schreiben ({reason}). Bitte den Ordner beschreibbar machen oder Platz schaffen.</translation>
    </message>
    <message>
        <source>Faces {face_id} and {into} are seen together in {together} frames: they are two people.</source>
        <translation>Die Gesichter {face_id} und {into} sind in {together} Bildern zugleich zu sehen: Es sind zwei Personen.</translation>
    </message>
    <message>
        <source>Face {face_id} is not seen both before {at_s} s and after: there is nothing to split.</source>
        <translation>Gesicht {face_id} ist nicht vor und nach {at_s} s zu sehen: Es gibt nichts zu teilen.</translation>
    </message>
    <message>
        <source>A mark in {name} could not be read, and is left out.</source>
        <translation>Eine Marke in {name} war nicht lesbar und wird weggelassen.</translation>
    </message>
    <message>
        <source>{left_out} marks in {name} could not be read, and are left out.</source>
        <translation>{left_out} Marken in {name} waren nicht lesbar und werden weggelassen.</translation>
    </message>
    <message>
        <source>The marks in {name} cannot be read ({reason}).</source>
        <translation>Die Marken in {name} lassen sich nicht lesen ({reason}).</translation>
    </message>
    <message>
        <source>{name} holds no marks: it has no column t_s.</source>
        <translation>{name} enthält keine Marken: Die Spalte t_s fehlt.</translation>
    </message>
    <message>
        <source>ELAN takes the extra &apos;annotation&apos;: pip install &apos;fer-live[annotation]&apos;.</source>
        <translation>ELAN braucht das Extra „annotation“: pip install &apos;fer-live[annotation]&apos;.</translation>
    </message>
    <message>
        <source>Parquet takes the extra &apos;parquet&apos;: pip install &apos;fer-live[parquet]&apos;.</source>
        <translation>Parquet braucht das Extra „parquet“: pip install &apos;fer-live[parquet]&apos;.</translation>
    </message>
    <message>
        <source>There is no format {name}. Choose one of: {exports}.</source>
        <translation>Es gibt kein Format {name}. Zur Wahl stehen: {exports}.</translation>
    </message>
    <message>
        <source>{final} is a folder. Name a file.</source>
        <translation>{final} ist ein Ordner. Bitte eine Datei nennen.</translation>
    </message>
    <message>
        <source>{final} is a file of the session itself, which is never written over. Choose another one.</source>
        <translation>{final} ist eine Datei der Sitzung selbst und wird nie überschrieben. Bitte eine andere wählen.</translation>
    </message>
    <message>
        <source>{final} exists already. Choose another file, or say that it may be overwritten (--overwrite).</source>
        <translation>{final} gibt es schon. Bitte eine andere Datei wählen oder das Überschreiben erlauben (--overwrite).</translation>
    </message>
    <message>
        <source>The folder {parent} does not exist. Make it, or choose another one.</source>
        <translation>Den Ordner {parent} gibt es nicht. Bitte anlegen oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>{final} cannot be written ({reason}). Choose another folder, or make room.</source>
        <translation>{final} lässt sich nicht schreiben ({reason}). Bitte einen anderen Ordner wählen oder Platz schaffen.</translation>
    </message>
    <message>
        <source>{parent} cannot be written ({reason}). Choose another folder for recordings.</source>
        <translation>{parent} lässt sich nicht beschreiben ({reason}). Bitte einen anderen Ordner für Aufnahmen wählen.</translation>
    </message>
    <message>
        <source>A frame takes the extra &apos;analysis&apos;: pip install &apos;fer-live[analysis]&apos;.</source>
        <translation>Ein DataFrame braucht das Extra „analysis“: pip install &apos;fer-live[analysis]&apos;.</translation>
    </message>
    <message>
        <source>The test cannot be saved in {parent} ({reason}). Choose another folder.</source>
        <translation>Der Test lässt sich nicht in {parent} speichern ({reason}). Bitte einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{folder} {many}.</source>
        <translation>{folder} {many}.</translation>
    </message>
    <message>
        <source>{path} does not exist. Choose the folder of a recording, or a CSV file.</source>
        <translation>{path} gibt es nicht. Bitte den Ordner einer Aufnahme oder eine CSV-Datei wählen.</translation>
    </message>
    <message>
        <source>holds {value} sessions. Open one of its CSV files</source>
        <translation>enthält {value} Sitzungen. Bitte eine der CSV-Dateien darin öffnen</translation>
    </message>
    <message>
        <source>holds no session. Choose the folder of a recording, or a CSV file</source>
        <translation>enthält keine Sitzung. Bitte den Ordner einer Aufnahme oder eine CSV-Datei wählen</translation>
    </message>
    <message>
        <source>{path} names no table. Open a CSV file.</source>
        <translation>{path} nennt keine Tabelle. Bitte eine CSV-Datei öffnen.</translation>
    </message>
    <message>
        <source>{name} names no table: {name_} is read.</source>
        <translation>{name} nennt keine Tabelle: {name_} wird gelesen.</translation>
    </message>
    <message>
        <source>{name} is not there: it has been moved or deleted.</source>
        <translation>{name} ist nicht da: verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>{path} cannot be read. The CSV beside it can be opened by itself, in another folder.</source>
        <translation>{path} lässt sich nicht lesen. Die CSV-Datei daneben lässt sich für sich öffnen, in einem anderen Ordner.</translation>
    </message>
    <message>
        <source>{description_file} is missing: the {tables} tables of the folder are read as one.</source>
        <translation>{description_file} fehlt: Die {tables} Tabellen des Ordners werden als eine gelesen.</translation>
    </message>
    <message>
        <source>{error} Its table is read by itself.</source>
        <translation>{error} Die Tabelle wird für sich gelesen.</translation>
    </message>
    <message>
        <source>{parent} cannot be written ({reason}). Choose another folder.</source>
        <translation>{parent} lässt sich nicht schreiben ({reason}). Bitte einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The description {path} could not be completed ({reason}).</source>
        <translation>Die Beschreibung {path} ließ sich nicht vervollständigen ({reason}).</translation>
    </message>
    <message>
        <source>{folder} is still being recorded, or its files may not be changed. Finish the recording first.</source>
        <translation>{folder} wird noch aufgenommen, oder die Dateien dürfen nicht geändert werden. Bitte zuerst die Aufnahme beenden.</translation>
    </message>
    <message>
        <source>The recording was cut off, and finished at {value}: its end is {what}.</source>
        <translation>Die Aufnahme brach ab und wurde um {value} abgeschlossen: Als Ende gilt {what}.</translation>
    </message>
    <message>
        <source>{folder} holds no recording. Choose a folder with a {description_file} in it.</source>
        <translation>{folder} enthält keine Aufnahme. Bitte einen Ordner wählen, in dem {description_file} liegt.</translation>
    </message>
    <message>
        <source>{folder} was written by fer-live 0.1, and stays as it is. It can be opened all the same.</source>
        <translation>{folder} wurde von fer-live 0.1 geschrieben und bleibt, wie es ist. Öffnen lässt sich der Ordner trotzdem.</translation>
    </message>
    <message>
        <source>{folder} is finished: there is nothing to do.</source>
        <translation>{folder} ist abgeschlossen: Es gibt nichts zu tun.</translation>
    </message>
    <message>
        <source>the time of its last row</source>
        <translation>die Zeit ihrer letzten Zeile</translation>
    </message>
    <message>
        <source>when its files were last written</source>
        <translation>die Zeit, zu der ihre Dateien zuletzt geschrieben wurden</translation>
    </message>
    <message>
        <source>{folder} cannot be finished ({reason}). Make sure that it can be written to.</source>
        <translation>{folder} lässt sich nicht abschließen ({reason}). Bitte dafür sorgen, dass der Ordner beschreibbar ist.</translation>
    </message>
    <message>
        <source>{name} ended in the midst of a row: its last {value} bytes are in {name_}.</source>
        <translation>{name} endete mitten in einer Zeile: Die letzten {value} Bytes stehen in {name_}.</translation>
    </message>
    <message>
        <source>{folder} has been finished meanwhile.</source>
        <translation>{folder} wurde inzwischen abgeschlossen.</translation>
    </message>
    <message>
        <source>{name} was never made.</source>
        <translation>{name} ist nie entstanden.</translation>
    </message>
    <message>
        <source>{path} cannot be written further ({reason}); the {written} {kind} until now are in it. Make room on the disk or choose another folder, then analyse the file again.</source>
        <translation>{path} lässt sich nicht weiterschreiben ({reason}); bis jetzt steht darin ({kind}): {written}. Bitte Platz auf der Festplatte schaffen oder einen anderen Ordner wählen, dann die Datei noch einmal analysieren.</translation>
    </message>
    <message>
        <source>Column {name}: {either}.</source>
        <translation>Spalte {name}: {either}.</translation>
    </message>
    <message>
        <source>The {noun} has stopped: {path} has been moved or deleted. {again}, and leave {leave} where it is until the end.</source>
        <translation>Die {noun} wurde beendet: {path} wurde verschoben oder gelöscht. {again} und {leave} bis zum Ende nicht verschieben.</translation>
    </message>
    <message>
        <source>no permission</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>{reason}: the results of {name} are called {name_}.</source>
        <translation>{reason}: Die Ergebnisse von {name} heißen {name_}.</translation>
    </message>
    <message>
        <source>{name} shows no face: its CSV has no rows.</source>
        <translation>{name} zeigt kein Gesicht: Die CSV-Datei hat keine Zeilen.</translation>
    </message>
    <message>
        <source>The run was stopped.</source>
        <translation>Der Lauf wurde angehalten.</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>wahr oder falsch</translation>
    </message>
    <message>
        <source>{first} in row {value}</source>
        <translation>{first} in Zeile {value}</translation>
    </message>
    <message>
        <source>a cell holds no {what} ({place}): {outcome}</source>
        <translation>eine Zelle enthält kein „{what}“ ({place}): {outcome}</translation>
    </message>
    <message>
        <source>{unreadable} cells hold no {what} (the first is {place}): {outcome}</source>
        <translation>{unreadable} Zellen enthalten kein „{what}“ (die erste ist {place}): {outcome}</translation>
    </message>
    <message>
        <source>Column {name}: {size} of its numbers are not between 0 and 1 (the first in row {first}). A spreadsheet may have lost their decimal points: do not rely on them.</source>
        <translation>Spalte {name}: {size} der Zahlen liegen nicht zwischen 0 und 1 (die erste in Zeile {first}). Vielleicht hat eine Tabellenkalkulation die Dezimalpunkte verloren: Bitte nicht darauf verlassen.</translation>
    </message>
    <message>
        <source>the row is left out</source>
        <translation>die Zeile wird weggelassen</translation>
    </message>
    <message>
        <source>their rows are left out</source>
        <translation>ihre Zeilen werden weggelassen</translation>
    </message>
    <message>
        <source>it is read as empty</source>
        <translation>sie wird als leer gelesen</translation>
    </message>
    <message>
        <source>they are read as empty</source>
        <translation>sie werden als leer gelesen</translation>
    </message>
    <message>
        <source>{name} is not the file that its description was written for: it has been changed.</source>
        <translation>{name} ist nicht die Datei, zu der die Beschreibung gehört: Sie wurde geändert.</translation>
    </message>
    <message>
        <source>{name} is too large to be opened whole ({value} GB)</source>
        <translation>{name} ist zu groß, um ganz geöffnet zu werden ({value} GB)</translation>
    </message>
    <message>
        <source>{path} is empty. Choose another file.</source>
        <translation>{path} ist leer. Bitte eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{path} is no table of fer-live&apos;s, or its columns have been changed. Choose another file.</source>
        <translation>{path} ist keine Tabelle von fer-live, oder die Spalten wurden geändert. Bitte eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>Column session holds {strange}: {session} is taken, as it was described.</source>
        <translation>In der Spalte session steht {strange}: Es gilt {session}, wie beschrieben.</translation>
    </message>
    <message>
        <source>{name} is not read: together, the tables of this session are too large.</source>
        <translation>{name} wird nicht gelesen: Zusammen sind die Tabellen dieser Sitzung zu groß.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}). Check that it is there.</source>
        <translation>{path} lässt sich nicht lesen ({reason}). Bitte nachsehen, ob die Datei da ist.</translation>
    </message>
    <message>
        <source>{whole}: its first {line_count} rows are read.</source>
        <translation>{whole}: Die ersten {line_count} Zeilen werden gelesen.</translation>
    </message>
    <message>
        <source>Columns are missing, and read as empty: {missing}.</source>
        <translation>Spalten fehlen und werden als leer gelesen: {missing}.</translation>
    </message>
    <message>
        <source>Column frame is missing: rows of the same t_s are counted as one frame, from 0.</source>
        <translation>Die Spalte frame fehlt: Zeilen mit gleichem t_s zählen als ein Bild, ab 0.</translation>
    </message>
    <message>
        <source>Columns have been added: {added}.</source>
        <translation>Spalten sind hinzugekommen: {added}.</translation>
    </message>
    <message>
        <source>Columns are left out, because there is another one of that name: {left_out}.</source>
        <translation>Spalten werden weggelassen, weil es eine andere dieses Namens gibt: {left_out}.</translation>
    </message>
    <message>
        <source>The last row was cut off, and is left out.</source>
        <translation>Die letzte Zeile war abgeschnitten und wird weggelassen.</translation>
    </message>
    <message>
        <source>It is no text in UTF-8: letters beyond A to Z may be wrong.</source>
        <translation>Der Text ist kein UTF-8: Buchstaben jenseits von A bis Z können falsch sein.</translation>
    </message>
    <message>
        <source>A row is damaged, and left out: {first}.</source>
        <translation>Eine Zeile ist beschädigt und wird weggelassen: {first}.</translation>
    </message>
    <message>
        <source>{odd} rows are damaged, and left out: {first}.</source>
        <translation>{odd} Zeilen sind beschädigt und werden weggelassen: {first}.</translation>
    </message>
    <message>
        <source>{error} Its rows are missing.</source>
        <translation>{error} Die Zeilen daraus fehlen.</translation>
    </message>
    <message>
        <source>The computer&apos;s clock was set by {by} s meanwhile; time_utc goes on from the start&apos;s clock.</source>
        <translation>Die Uhr des Computers wurde inzwischen um {by} s gestellt; time_utc zählt nach der Uhr vom Anfang weiter.</translation>
    </message>
    <message>
        <source>The recording has stopped after something unexpected ({kind}). What was written until now is kept; the log file says more.</source>
        <translation>Die Aufnahme wurde nach etwas Unerwartetem beendet ({kind}). Was bis jetzt geschrieben ist, bleibt; im Protokoll steht mehr.</translation>
    </message>
    <message>
        <source>The disk is slow: rows of the recording are waiting in memory, and none is lost.</source>
        <translation>Die Festplatte ist langsam: Zeilen der Aufnahme warten im Speicher, und keine geht verloren.</translation>
    </message>
    <message>
        <source>What the results were given to has failed ({kind}); the log file says more.</source>
        <translation>Der Empfänger der Ergebnisse ist ausgefallen ({kind}); im Protokoll steht mehr.</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>record again</source>
        <translation>noch einmal aufnehmen</translation>
    </message>
    <message>
        <source>a pipe</source>
        <translation>eine Pipe</translation>
    </message>
    <message>
        <source>a socket</source>
        <translation>ein Socket</translation>
    </message>
    <message>
        <source>a device</source>
        <translation>ein Gerät</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>{path} is whole, with {written} {unit}, and its description {name} could not be completed ({reason}).</source>
        <translation>{path} ist vollständig ({unit}: {written}), aber die Beschreibung {name} ließ sich nicht vervollständigen ({reason}).</translation>
    </message>
    <message>
        <source>marks</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>row {number} has {cells} cells, and the header {value}</source>
        <translation>Zeile {number} hat {cells} Zellen, die Kopfzeile {value}</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>die Datei</translation>
    </message>
    <message>
        <source>the folder</source>
        <translation>den Ordner</translation>
    </message>
    <message>
        <source>analyse the file again</source>
        <translation>die Datei noch einmal analysieren</translation>
    </message>
    <message>
        <source>the folder of its results</source>
        <translation>den Ordner der Ergebnisse</translation>
    </message>
    <message>
        <source>The {noun} has stopped: {path} cannot be written ({reason}). {kept} Choose another folder, then {again}.</source>
        <translation>Die {noun} wurde beendet: {path} lässt sich nicht schreiben ({reason}). {kept} Bitte einen anderen Ordner wählen, dann {again}.</translation>
    </message>
    <message>
        <source>The disk is full, and the {noun} has stopped. {kept} Make room, then {again}.</source>
        <translation>Die Festplatte ist voll, und die {noun} wurde beendet. {kept} Bitte Platz schaffen, dann {again}.</translation>
    </message>
    <message>
        <source>{path} and its parts</source>
        <extracomment>Places in which such a reason stands, in whatever sentence.</extracomment>
        <translation>{path} und weiteren Teilen</translation>
    </message>
    <message>
        <source>{name} could not be made ({reason}): {name_} goes on instead.</source>
        <translation>{name} ließ sich nicht anlegen ({reason}): Stattdessen geht es in {name_} weiter.</translation>
    </message>
    <message>
        <source>The frames until about a second ago are in {where}.</source>
        <translation>Die Bilder bis vor etwa einer Sekunde stehen in {where}.</translation>
    </message>
    <message>
        <source>The snapshot cannot be saved in {parent} ({full}). Choose another folder, or make room.</source>
        <translation>Der Schnappschuss lässt sich nicht in {parent} speichern ({full}). Bitte einen anderen Ordner wählen oder Platz schaffen.</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>die Festplatte ist voll</translation>
    </message>
    <message>
        <source>{name} is not there. Plug it in, or choose another camera.</source>
        <translation>{name} ist nicht da. Bitte anstecken oder eine andere Kamera wählen.</translation>
    </message>
    <message>
        <source>{name} cannot be opened. Close other programs that use it, or choose another camera.{permission}</source>
        <translation>{name} lässt sich nicht öffnen. Bitte andere Programme schließen, die sie benutzen, oder eine andere Kamera wählen.{permission}</translation>
    </message>
    <message>
        <source>{name} gives one plain colour: its cover may be closed, or another program may hold it.</source>
        <translation>{name} liefert nur eine einzige Farbe: Vielleicht ist die Abdeckung zu, oder ein anderes Programm hält sie.</translation>
    </message>
    <message>
        <source>{name} sends {width} x {height} pixels; it does not offer {reason} x {reason_}.</source>
        <translation>{name} liefert {width} x {height} Pixel; {reason} x {reason_} bietet sie nicht.</translation>
    </message>
    <message>
        <source>You have no permission to use {name}. Add yourself to the group of its device (usually `video`) and log in again.</source>
        <translation>Die Berechtigung für {name} fehlt. Bitte der Gruppe des Geräts beitreten (meist „video“) und sich neu anmelden.</translation>
    </message>
    <message>
        <source>Another program is using {name}. Close it there, then try again.</source>
        <translation>Ein anderes Programm benutzt {name}. Bitte dort schließen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{name} opens but sends no pictures. Close other programs that use it, or unplug it and plug it in again.</source>
        <translation>{name} lässt sich öffnen, liefert aber keine Bilder. Bitte andere Programme schließen, die sie benutzen, oder aus- und wieder einstecken.</translation>
    </message>
    <message>
        <source>was unplugged.</source>
        <translation>wurde ausgesteckt.</translation>
    </message>
    <message>
        <source>has stopped sending pictures. Check that it is still plugged in.</source>
        <translation>liefert keine Bilder mehr. Bitte nachsehen, ob sie noch eingesteckt ist.</translation>
    </message>
    <message>
        <source>Or allow it under System Settings, Privacy &amp; Security, Camera.</source>
        <translation>Oder unter Systemeinstellungen, Datenschutz &amp; Sicherheit, Kamera erlauben.</translation>
    </message>
    <message>
        <source>Or allow it under Settings, Privacy &amp; security, Camera.</source>
        <translation>Oder unter Einstellungen, Datenschutz und Sicherheit, Kamera erlauben.</translation>
    </message>
    <message>
        <source>{path} is {what}, not a file. Save what it delivers to a file first, and open that.</source>
        <translation>{path} ist {what}, keine Datei. Bitte zuerst in eine Datei speichern, was es liefert, und diese öffnen.</translation>
    </message>
    <message>
        <source>{name} is empty (zero bytes). Copy or record it again.</source>
        <translation>{name} ist leer (null Bytes). Bitte noch einmal kopieren oder aufnehmen.</translation>
    </message>
    <message>
        <source>{name} is a text, not a video or a picture. Choose another file.</source>
        <translation>{name} ist ein Text, kein Film und kein Bild. Bitte eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{path} does not exist. Check the name, or choose another file.</source>
        <translation>{path} gibt es nicht. Bitte den Namen prüfen oder eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{path} is a folder. Choose a video or a picture in it.</source>
        <translation>{path} ist ein Ordner. Bitte einen Film oder ein Bild darin wählen.</translation>
    </message>
    <message>
        <source>{path} {what}. Check its permissions, or choose another file.</source>
        <translation>{path} {what}. Bitte die Rechte prüfen oder eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{shown} cannot be opened: its name, or that of its folder, is not UTF-8. Rename it.</source>
        <translation>{shown} lässt sich nicht öffnen: Der Name oder der des Ordners ist kein UTF-8. Bitte umbenennen.</translation>
    </message>
    <message>
        <source>cannot be read ({reason})</source>
        <translation>lässt sich nicht lesen ({reason})</translation>
    </message>
    <message>
        <source>{name} is damaged, or no picture of a known format. Save it as JPEG or PNG, or choose another file.</source>
        <translation>{name} ist beschädigt oder kein Bild in einem bekannten Format. Bitte als JPEG oder PNG speichern oder eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{name} has {dtype} samples, which are not read. Save it with 8 or 16 bits a sample.</source>
        <translation>{name} hat Werte der Art {dtype}, die nicht gelesen werden. Bitte mit 8 oder 16 Bit je Wert speichern.</translation>
    </message>
    <message>
        <source>{name} holds floating point numbers up to {most}: its range is not known. Save it as PNG.</source>
        <translation>{name} enthält Gleitkommazahlen bis {most}: Der Wertebereich ist nicht bekannt. Bitte als PNG speichern.</translation>
    </message>
    <message>
        <source>{name} cannot be read as a picture: it is damaged, or too large for this computer.</source>
        <translation>{name} lässt sich nicht als Bild lesen: Es ist beschädigt oder zu groß für diesen Computer.</translation>
    </message>
    <message>
        <source>{name} holds {pages} pages; only the first one was read.</source>
        <translation>{name} enthält {pages} Seiten; nur die erste wurde gelesen.</translation>
    </message>
    <message>
        <source>{name} is damaged: a part of the picture is not what it was.</source>
        <translation>{name} ist beschädigt: Ein Teil des Bildes ist nicht, was er war.</translation>
    </message>
    <message>
        <source>{name} is too large: {width} x {height} pixels, and {value} million are the most that are read. Make it smaller.</source>
        <translation>{name} ist zu groß: {width} x {height} Pixel, und mehr als {value} Millionen werden nicht gelesen. Bitte verkleinern.</translation>
    </message>
    <message>
        <source>{name} claims {promised} frames and holds {held}; it was read to its end.</source>
        <translation>{name} verspricht {promised} Bilder und enthält {held}; gelesen wurde bis zum Ende.</translation>
    </message>
    <message>
        <source>{name} is damaged: {value} of its frames could not be read.</source>
        <translation>{name} ist beschädigt: {value} Bilder waren nicht lesbar.</translation>
    </message>
    <message>
        <source>{name} is damaged: {damaged} of its frames are incomplete.</source>
        <translation>{name} ist beschädigt: {damaged} Bilder sind unvollständig.</translation>
    </message>
    <message>
        <source>{name} breaks off: it is damaged or incomplete. It was read as far as it goes.</source>
        <translation>{name} bricht ab: beschädigt oder unvollständig. Gelesen wurde, so weit es geht.</translation>
    </message>
    <message>
        <source>{name} is damaged: {missing} of its frames are missing.</source>
        <translation>{name} ist beschädigt: {missing} Bilder fehlen.</translation>
    </message>
    <message>
        <source>{name} claims to last {promised_s} s and ends at {end_s} s; it was read to its end.</source>
        <translation>{name} verspricht {promised_s} s und endet bei {end_s} s; gelesen wurde bis zum Ende.</translation>
    </message>
    <message>
        <source>{name} is too large: {value} million pixels are the most that are read. Make it smaller.</source>
        <translation>{name} ist zu groß: Mehr als {value} Millionen Pixel werden nicht gelesen. Bitte verkleinern.</translation>
    </message>
    <message>
        <source>{name} is a HEIC picture, which takes the extra &apos;heic&apos;: pip install &apos;fer-live[heic]&apos;. Or save it as JPEG or PNG.</source>
        <translation>{name} ist ein HEIC-Bild und braucht das Extra „heic“: pip install &apos;fer-live[heic]&apos;. Oder als JPEG oder PNG speichern.</translation>
    </message>
    <message>
        <source>{name} is damaged, or no picture of a known format. Save it as JPEG, PNG or MP4.</source>
        <translation>{name} ist beschädigt oder kein Bild in einem bekannten Format. Bitte als JPEG, PNG oder MP4 speichern.</translation>
    </message>
    <message>
        <source>claims {n_frames} pictures and holds {number}</source>
        <translation>verspricht {n_frames} Bilder und enthält {number}</translation>
    </message>
    <message>
        <source>{name} {claims}; it was read to its end.</source>
        <translation>{name} {claims}; gelesen wurde bis zum Ende.</translation>
    </message>
    <message>
        <source>This is not a stream&apos;s address. It starts with http://, https:// or rtsp:// and a host, as in http://192.168.0.20:8080/video</source>
        <translation>Das ist keine Adresse eines Streams. Sie beginnt mit http://, https:// oder rtsp:// und einem Rechner, wie in http://192.168.0.20:8080/video</translation>
    </message>
    <message>
        <source>{name} is a video file, not a live stream. Download it, and open it as a file.</source>
        <translation>{name} ist eine Filmdatei, kein Livestream. Bitte herunterladen und als Datei öffnen.</translation>
    </message>
    <message>
        <source>{name} sent no picture within {timeout_s} s. Check the address, and that the device is on and in this network.</source>
        <translation>{name} hat in {timeout_s} s kein Bild geschickt. Bitte die Adresse prüfen, und ob das Gerät an und in diesem Netz ist.</translation>
    </message>
    <message>
        <source>{name} cannot be read as a video stream. Check the address, the user and the password, and that the device is on.</source>
        <translation>{name} lässt sich nicht als Videostream lesen. Bitte Adresse, Benutzer und Passwort prüfen, und ob das Gerät an ist.</translation>
    </message>
    <message>
        <source>{name} has stopped sending pictures. Check the device and the network.</source>
        <translation>{name} schickt keine Bilder mehr. Bitte Gerät und Netz prüfen.</translation>
    </message>
    <message>
        <source>{name} cannot be read as a video: it is damaged, incomplete or of an unknown format. Copy or convert it again, or choose another file.</source>
        <translation>{name} lässt sich nicht als Film lesen: beschädigt, unvollständig oder in einem unbekannten Format. Bitte neu kopieren oder umwandeln oder eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{name} does not say how fast it is: {default_fps} frames a second are assumed.</source>
        <translation>{name} sagt nicht, wie schnell der Film läuft: Angenommen werden {default_fps} Bilder je Sekunde.</translation>
    </message>
    <message>
        <source>{name} changes its size at {position_s} s, from {value} x {value_} to {size} x {size_} pixels.</source>
        <translation>{name} wechselt bei {position_s} s die Größe, von {value} x {value_} auf {size} x {size_} Pixel.</translation>
    </message>
    <message>
        <source>{name} should move, and is damaged: only one picture of it could be read.</source>
        <translation>{name} sollte sich bewegen und ist beschädigt: Nur ein Bild daraus war lesbar.</translation>
    </message>
    <message>
        <source>{origin} has model description version {version}, and this fer-live reads versions 1 to {spec_version}. Update fer-live, or export the model again with this version.</source>
        <translation>{origin} hat Version {version} der Modellbeschreibung, und dieses fer-live liest Versionen 1 bis {spec_version}. Bitte fer-live aktualisieren oder das Modell mit dieser Version neu exportieren.</translation>
    </message>
    <message>
        <source>The model description in {origin} is not usable ({error}). Export the model again.</source>
        <translation>Die Modellbeschreibung in {origin} ist nicht brauchbar ({error}). Bitte das Modell neu exportieren.</translation>
    </message>
    <message>
        <source>{title} takes the extra &apos;{extra}&apos;: pip install &apos;fer-live[{extra}]&apos;.</source>
        <translation>{title} braucht das Extra „{extra}“: pip install &apos;fer-live[{extra}]&apos;.</translation>
    </message>
    <message>
        <source>Lab Streaming Layer cannot open a stream ({error}). See whether a firewall keeps it from that.</source>
        <translation>Lab Streaming Layer kann keinen Stream öffnen ({error}). Bitte nachsehen, ob eine Firewall das verhindert.</translation>
    </message>
    <message>
        <source>{title} needs its library liblsl, which does not come with pylsl for this system: install it from https://github.com/sccn/liblsl/releases, or set PYLSL_LIB to the file.</source>
        <translation>{title} braucht die Bibliothek liblsl, die für dieses System nicht mit pylsl kommt: Bitte von https://github.com/sccn/liblsl/releases installieren oder PYLSL_LIB auf die Datei setzen.</translation>
    </message>
    <message>
        <source>Lab Streaming Layer cannot look for streams ({error}). See whether a firewall keeps it from that.</source>
        <translation>Lab Streaming Layer kann nicht nach Streams suchen ({error}). Bitte nachsehen, ob eine Firewall das verhindert.</translation>
    </message>
    <message>
        <source>{address} is no place to send to. Give the address of the computer that listens.</source>
        <translation>An {address} lässt sich nichts senden. Bitte die Adresse des Computers angeben, der zuhört.</translation>
    </message>
    <message>
        <source>Nothing can be sent to {address} ({why}). Look at the address.</source>
        <translation>An {address} lässt sich nichts senden ({why}). Bitte die Adresse ansehen.</translation>
    </message>
    <message>
        <source>{text} names no stream. There are: {forms}.</source>
        <translation>{text} nennt keinen Stream. Es gibt: {forms}.</translation>
    </message>
    <message>
        <source>{text} has an address, and {name} has none. Write one of: {forms}.</source>
        <translation>{text} hat eine Adresse, und {name} hat keine. Zur Wahl stehen: {forms}.</translation>
    </message>
    <message>
        <source>{text} is no address. Write for instance {name}://{host}:{port}</source>
        <translation>{text} ist keine Adresse. Zum Beispiel: {name}://{host}:{port}</translation>
    </message>
    <message>
        <source>Install v4l2loopback (Debian and Ubuntu: sudo apt install v4l2loopback-dkms), then: sudo modprobe v4l2loopback exclusive_caps=1 card_label=&quot;fer-live&quot;</source>
        <translation>Bitte v4l2loopback installieren (Debian und Ubuntu: sudo apt install v4l2loopback-dkms), dann: sudo modprobe v4l2loopback exclusive_caps=1 card_label=&quot;fer-live&quot;</translation>
    </message>
    <message>
        <source>Install OBS Studio, start its virtual camera there once, and stop it again.</source>
        <translation>Bitte OBS Studio installieren, dort einmal die virtuelle Kamera starten und wieder anhalten.</translation>
    </message>
    <message>
        <source>Install OBS Studio, which brings one along, and stop its own virtual camera.</source>
        <translation>Bitte OBS Studio installieren, das eine mitbringt, und dessen virtuelle Kamera anhalten.</translation>
    </message>
    <message>
        <source>The virtual camera {address} takes no more pictures ({error}). Switch it off and on again.</source>
        <translation>Die virtuelle Kamera {address} nimmt keine Bilder mehr an ({error}). Bitte aus- und wieder einschalten.</translation>
    </message>
    <message>
        <source>{which}. {what}</source>
        <translation>{which}. {what}</translation>
    </message>
    <message>
        <source>Install one first.</source>
        <translation>Bitte zuerst eine installieren.</translation>
    </message>
    <message>
        <source>The virtual camera {device} cannot be used</source>
        <translation>Die virtuelle Kamera {device} ist nicht verwendbar</translation>
    </message>
    <message>
        <source>There is no virtual camera</source>
        <translation>Es gibt keine virtuelle Kamera</translation>
    </message>
    <message>
        <source>A WebSocket needs a token. Make one in the settings.</source>
        <translation>Ein WebSocket braucht ein Token. Bitte in den Einstellungen eines erzeugen.</translation>
    </message>
    <message>
        <source>Nobody can listen at {address} ({why}). Look at the address.</source>
        <translation>Unter {address} kann niemand zuhören ({why}). Bitte die Adresse ansehen.</translation>
    </message>
    <message>
        <source>Port {port} is taken by another program, so nobody can listen at {address}. Choose another port.</source>
        <translation>Den Port {port} belegt ein anderes Programm, unter {address} kann also niemand zuhören. Bitte einen anderen Port wählen.</translation>
    </message>
    <message>
        <source>The model in {folder} could not be tried. Choose another model.</source>
        <translation>Das Modell in {folder} ließ sich nicht ausprobieren. Bitte ein anderes wählen.</translation>
    </message>
    <message>
        <source>The model in {folder} {does} more than {value} GB of memory. Choose another model.</source>
        <translation>Das Modell in {folder} {does} mehr als {value} GB Speicher. Bitte ein anderes wählen.</translation>
    </message>
    <message>
        <source>The model in {folder} did not read a picture within {timeout_s} s. Choose another model.</source>
        <translation>Das Modell in {folder} hat in {timeout_s} s kein Bild gelesen. Bitte ein anderes wählen.</translation>
    </message>
    <message>
        <source>takes</source>
        <translation>braucht</translation>
    </message>
    <message>
        <source>crashes, or takes</source>
        <translation>stürzt ab oder braucht</translation>
    </message>
    <message>
        <source>Nothing is recorded: the picture has ended meanwhile.</source>
        <extracomment>Results that may wait for the disk before that is worth showing. Started, ended or failed. Looks through a recording that is saved, by its folder; None where nothing can. What films and snapshots hide. How large a file may grow before another one follows; None for no limit. Folder of the last recording that is whole, None until there is one.</extracomment>
        <translation>Es wird nichts aufgezeichnet: Das Bild ist inzwischen zu Ende.</translation>
    </message>
    <message>
        <source>Only scores are to be seen now: a video without boxes and labels stays dark.</source>
        <translation>Zu sehen sind jetzt nur Werte: Ein Video ohne Rahmen und Beschriftungen bleibt dunkel.</translation>
    </message>
    <message>
        <source>Nothing is recorded: the picture has ended before the countdown.</source>
        <translation>Nichts wird aufgenommen: Das Bild endete vor dem Countdown.</translation>
    </message>
    <message>
        <source>This records the demo clip, not a camera. The files say so.</source>
        <translation>Das nimmt den Demo-Clip auf, keine Kamera. So steht es auch in den Dateien.</translation>
    </message>
    <message>
        <source>Whole: {files}.</source>
        <translation>Vollständig: {files}.</translation>
    </message>
    <message>
        <source>Recording saved: {files}.</source>
        <translation>Aufnahme gespeichert: {files}.</translation>
    </message>
    <message>
        <source>Look through</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>Snapshot saved as {name}.</source>
        <translation>Schnappschuss gespeichert als {name}.</translation>
    </message>
    <message>
        <source>Your recordings and snapshots are in {folder}.</source>
        <translation>Aufnahmen und Schnappschüsse liegen in {folder}.</translation>
    </message>
    <message>
        <source>That could not be written ({why}). Choose another folder in the File menu.</source>
        <translation>Das ließ sich nicht schreiben ({why}). Bitte im Menü „Datei“ einen anderen Ordner wählen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln frames</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>The recording {name} was cut off. Its rows are there; finishing it counts and describes them.</source>
        <translation>Die Aufnahme {name} wurde abgebrochen. Ihre Zeilen sind da; beim Abschließen werden sie gezählt und beschrieben.</translation>
    </message>
    <message numerus="yes">
        <source>%n recordings were cut off. Their rows are there; finishing describes them.</source>
        <translation>
            <numerusform>%n Aufnahme wurde abgebrochen. Ihre Zeilen sind da; beim Abschließen werden sie beschrieben.</numerusform>
            <numerusform>%n Aufnahmen wurden abgebrochen. Ihre Zeilen sind da; beim Abschließen werden sie beschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Finish</source>
        <comment>a recording that was cut off</comment>
        <translation>Abschließen</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Leave them</source>
        <translation>So lassen</translation>
    </message>
    <message numerus="yes">
        <source>%n recordings</source>
        <translation>
            <numerusform>%n Aufnahme</numerusform>
            <numerusform>%n Aufnahmen</numerusform>
        </translation>
    </message>
    <message>
        <source>Finished: {what}, with {rows}. It says that it was interrupted.</source>
        <translation>Abgeschlossen: {what}, mit {rows}. Die Unterbrechung ist vermerkt.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>The recording could not be finished.</source>
        <translation>Die Aufnahme konnte nicht abgeschlossen werden.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln marks</source>
        <translation>
            <numerusform>%Ln Marke</numerusform>
            <numerusform>%Ln Marken</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} ({missed} left out)</source>
        <translation>{count} ({missed} ausgelassen)</translation>
    </message>
    <message>
        <source>{count} in {name}</source>
        <translation>{count} in {name}</translation>
    </message>
    <message numerus="yes">
        <source>%n parts</source>
        <translation>
            <numerusform>%n Teil</numerusform>
            <numerusform>%n Teile</numerusform>
        </translation>
    </message>
    <message>
        <source>{one} and {other}</source>
        <translation>{one} und {other}</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be written ({why}). Choose another one in the File menu.</source>
        <translation>In den Ordner {folder} lässt sich nicht schreiben ({why}). Bitte im Menü „Datei“ einen anderen wählen.</translation>
    </message>
    <message>
        <source>because of {error}</source>
        <extracomment>How many reports are kept, and how many of the log&apos;s lines are in one.</extracomment>
        <translation>wegen {error}</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in, and it plays by itself; or open a file.</source>
        <translation>Keine Kamera gefunden. Sobald eine angeschlossen ist, läuft sie von selbst; oder eine Datei öffnen.</translation>
    </message>
    <message>
        <source>{name} is not plugged in. Plug it in, and it plays by itself; or choose another source.</source>
        <translation>{name} ist nicht angeschlossen. Sobald sie es ist, läuft sie von selbst; oder eine andere Quelle wählen.</translation>
    </message>
    <message>
        <source>Hold a film, or let it go on; press what the keyboard is at</source>
        <extracomment>Keys that are no action&apos;s, in Qt&apos;s notation, by what they do, to be translated; those who take them tell the rest.</extracomment>
        <translation>Film anhalten oder weiterlaufen lassen; drücken, was den Fokus hat</translation>
    </message>
    <message>
        <source>Mark this moment on the time line</source>
        <translation>Diesen Moment auf der Zeitleiste markieren</translation>
    </message>
    <message>
        <source>Leave presentation and full screen; back to now on the time line</source>
        <translation>Präsentation und Vollbild beenden; auf der Zeitleiste zurück zu jetzt</translation>
    </message>
    <message>
        <source>Look back and forth on the time line; move the film</source>
        <translation>Auf der Zeitleiste vor und zurück; im Film springen</translation>
    </message>
    <message>
        <source>Show more or less time on the time line</source>
        <translation>Mehr oder weniger Zeit auf der Zeitleiste zeigen</translation>
    </message>
    <message>
        <source>Back to now on the time line</source>
        <translation>Auf der Zeitleiste zurück zu jetzt</translation>
    </message>
    <message>
        <source>Go from one control to the next, and back</source>
        <translation>Von einem Bedienelement zum nächsten, und zurück</translation>
    </message>
    <message>
        <source>Choose in lists and menus</source>
        <translation>In Listen und Menüs wählen</translation>
    </message>
    <message>
        <source>Open what can be done about a face</source>
        <translation>Öffnen, was mit einem Gesicht geht</translation>
    </message>
    <message>
        <source>Open a menu of the window</source>
        <translation>Ein Menü des Fensters öffnen</translation>
    </message>
    <message>
        <source>Press a key in its field to change it, Backspace for none.</source>
        <translation>Zum Ändern eine Taste in ihrem Feld drücken, Rücktaste für keine.</translation>
    </message>
    <message>
        <source>All back to the defaults</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Immer</translation>
    </message>
    <message>
        <source>{key} is taken: “{action}”. Press another key.</source>
        <translation>{key} ist vergeben: „{action}“. Eine andere Taste drücken.</translation>
    </message>
    <message>
        <source>Key for: {action}</source>
        <extracomment>The user wants another key for an action: its name, and the key.</extracomment>
        <translation>Taste für: {action}</translation>
    </message>
    <message>
        <source>{action}: back to the default</source>
        <translation>{action}: zurücksetzen</translation>
    </message>
    <message>
        <source>Back to {key}</source>
        <translation>Zurück zu {key}</translation>
    </message>
    <message>
        <source>Back to no key</source>
        <translation>Zurück zu keiner Taste</translation>
    </message>
    <message>
        <source>No key</source>
        <extracomment>A key was pressed in it, or taken away.</extracomment>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>Auto size</source>
        <extracomment>What a camera can be asked for, in words.</extracomment>
        <translation>Größe: Auto</translation>
    </message>
    <message>
        <source>Auto rate</source>
        <translation>Rate: Auto</translation>
    </message>
    <message>
        <source>15 fps</source>
        <translation>15 fps</translation>
    </message>
    <message>
        <source>24 fps</source>
        <translation>24 fps</translation>
    </message>
    <message>
        <source>30 fps</source>
        <translation>30 fps</translation>
    </message>
    <message>
        <source>60 fps</source>
        <translation>60 fps</translation>
    </message>
    <message>
        <source>Resolution that the camera is asked for</source>
        <translation>Auflösung, um die die Kamera gebeten wird</translation>
    </message>
    <message>
        <source>Frame rate that the camera is asked for</source>
        <translation>Bildrate, um die die Kamera gebeten wird</translation>
    </message>
    <message>
        <source>Source: {name}</source>
        <translation>Quelle: {name}</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Suche nach Kameras…</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>The stream cannot be played</source>
        <translation>Der Stream lässt sich nicht abspielen</translation>
    </message>
    <message>
        <source>The camera cannot be used</source>
        <translation>Die Kamera lässt sich nicht benutzen</translation>
    </message>
    <message>
        <source>Meanwhile the demo clip is playing.</source>
        <translation>Inzwischen läuft der Demo-Clip.</translation>
    </message>
    <message>
        <source>Meanwhile {name} is playing.</source>
        <translation>Inzwischen läuft {name}.</translation>
    </message>
    <message>
        <source>Waiting for {name}</source>
        <translation>Warten auf {name}</translation>
    </message>
    <message>
        <source>Waiting for the source</source>
        <translation>Warten auf die Quelle</translation>
    </message>
    <message>
        <source>{name} was unplugged. It goes on by itself when it is plugged in again.</source>
        <translation>{name} wurde abgezogen. Nach dem Anschließen geht es von selbst weiter.</translation>
    </message>
    <message>
        <source>Recording demo</source>
        <translation>Aufnahme: Demo</translation>
    </message>
    <message>
        <source>Recording + video</source>
        <translation>Aufnahme + Video</translation>
    </message>
    <message>
        <source>Recording demo + video</source>
        <translation>Aufnahme: Demo + Video</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>{value} fps</source>
        <translation>{value} fps</translation>
    </message>
    <message>
        <source>Pictures shown in the last second</source>
        <translation>Bilder, die in der letzten Sekunde gezeigt wurden</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Latency {value}</source>
        <translation>Latenz {value}</translation>
    </message>
    <message>
        <source>From the capture of a picture to its display: the median of the last second</source>
        <translation>Von der Aufnahme eines Bildes bis zur Anzeige: der Median der letzten Sekunde</translation>
    </message>
    <message>
        <source>Dropped frames</source>
        <translation>Verpasste Bilder</translation>
    </message>
    <message>
        <source>Dropped {value}</source>
        <translation>Verpasst {value}</translation>
    </message>
    <message>
        <source>Pictures that came faster than they could be analysed, since the start</source>
        <translation>Bilder, die schneller kamen, als sie ausgewertet werden konnten, seit dem Start</translation>
    </message>
    <message>
        <source>Faces {value}</source>
        <translation>Gesichter {value}</translation>
    </message>
    <message>
        <source>Faces in the newest picture</source>
        <translation>Gesichter im neuesten Bild</translation>
    </message>
    <message>
        <source>until you finish it</source>
        <translation>bis Sie sie beenden</translation>
    </message>
    <message>
        <source>for {time}</source>
        <translation>{time} lang</translation>
    </message>
    <message>
        <source>Recording begins in {seconds} s</source>
        <translation>Aufnahme beginnt in {seconds} s</translation>
    </message>
    <message>
        <source>Recording is about to begin</source>
        <translation>Die Aufnahme beginnt gleich</translation>
    </message>
    <message>
        <source>with the first picture</source>
        <translation>mit dem ersten Bild</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>Saving the recording…</source>
        <translation>Aufnahme wird gespeichert…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln wartet</numerusform>
            <numerusform>%Ln warten</numerusform>
        </translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>Starting…</source>
        <extracomment>What stands in place of the cards.</extracomment>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Faces appear here when a picture is running.</source>
        <translation>Hier erscheinen Gesichter, sobald ein Bild läuft.</translation>
    </message>
    <message>
        <source>Waiting for a picture.</source>
        <translation>Warten auf ein Bild.</translation>
    </message>
    <message>
        <source>No face in the picture.
Each face that comes into view gets a card here.</source>
        <translation>Kein Gesicht im Bild.
Jedes Gesicht, das ins Bild kommt, erhält hier eine Karte.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Stoppt</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Zu Ende</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>stoppt</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>zu Ende</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Press Start to go on.</source>
        <translation>Weiter geht es mit „Starten“.</translation>
    </message>
    <message>
        <source>No picture at the moment</source>
        <translation>Zurzeit kein Bild</translation>
    </message>
    <message>
        <source>It goes on by itself as soon as one comes.</source>
        <translation>Es geht von selbst weiter, sobald eines kommt.</translation>
    </message>
    <message>
        <source>Opening the camera and loading the model.</source>
        <translation>Die Kamera wird geöffnet und das Modell geladen.</translation>
    </message>
    <message>
        <source>Opening the source and loading the model.</source>
        <translation>Die Quelle wird geöffnet und das Modell geladen.</translation>
    </message>
    <message>
        <source>Opening {name} and loading the model.</source>
        <translation>{name} wird geöffnet und das Modell geladen.</translation>
    </message>
    <message>
        <source>model {name}, compared with {other}</source>
        <translation>Modell {name}, verglichen mit {other}</translation>
    </message>
    <message>
        <source>model {name}</source>
        <translation>Modell {name}</translation>
    </message>
    <message>
        <source>Finish the recording</source>
        <translation>Die Aufnahme beenden</translation>
    </message>
    <message>
        <source>The recording begins with the first picture; give it up</source>
        <translation>Die Aufnahme beginnt mit dem ersten Bild; doch nicht aufnehmen</translation>
    </message>
    <message>
        <source>The recording begins in a moment; give it up</source>
        <translation>Die Aufnahme beginnt gleich; doch nicht aufnehmen</translation>
    </message>
    <message>
        <source>Record from the first picture on</source>
        <translation>Vom ersten Bild an aufnehmen</translation>
    </message>
    <message>
        <source>Start a camera or a file to record it</source>
        <translation>Zum Aufnehmen eine Kamera oder Datei starten</translation>
    </message>
    <message>
        <source>Record the demo clip to a CSV file that says so</source>
        <translation>Den Demo-Clip in eine CSV-Datei aufnehmen, die das vermerkt</translation>
    </message>
    <message>
        <source>Drag to look back, turn the wheel to see more or less. Keys 1 to 9 set a mark, N writes a note. Esc: back to now.</source>
        <translation>Ziehen: zurückblicken, Mausrad: mehr oder weniger sehen. Tasten 1 bis 9 setzen eine Marke, N schreibt eine Notiz. Esc: zurück zu jetzt.</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>Zurück zu jetzt</translation>
    </message>
    <message>
        <source>Follow the picture again (Esc)</source>
        <translation>Dem Bild wieder folgen (Esc)</translation>
    </message>
    <message>
        <source>Mark: {text}</source>
        <translation>Marke: {text}</translation>
    </message>
    <message>
        <source>What each face expresses over time is shown here.</source>
        <translation>Hier ist zu sehen, was jedes Gesicht mit der Zeit ausdrückt.</translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation>vor {time}</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <extracomment>The first one is taken where all are as good.</extracomment>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Position in the film</source>
        <extracomment>Steps of the slider over the whole film; what an arrow key moves, in seconds. The slider is at least so wide where something else can be left out.</extracomment>
        <translation>Stelle im Film</translation>
    </message>
    <message>
        <source>Speed of the film</source>
        <translation>Tempo des Films</translation>
    </message>
    <message>
        <source>How fast the film plays</source>
        <translation>Wie schnell der Film läuft</translation>
    </message>
    <message>
        <source>Play the film</source>
        <translation>Film abspielen</translation>
    </message>
    <message>
        <source>Play the film (space bar)</source>
        <translation>Film abspielen (Leertaste)</translation>
    </message>
    <message>
        <source>Pause the film (space bar)</source>
        <translation>Film anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>The people in view</source>
        <translation>Die Menschen im Bild</translation>
    </message>
    <message>
        <source>Tell everybody who may come into view that their faces are read, and start only if they agree. They can be blurred, or left out altogether, at any time: in the menu View, under Privacy.</source>
        <translation>Sagen Sie allen, die ins Bild kommen könnten, dass ihr Gesicht gelesen wird, und starten Sie nur, wenn sie zustimmen. Gesichter lassen sich jederzeit verwischen oder ganz weglassen: im Menü „Ansicht“ unter „Privatsphäre“.</translation>
    </message>
    <message>
        <source>Before the camera starts</source>
        <translation>Bevor die Kamera startet</translation>
    </message>
    <message>
        <source>fer-live reads what faces express, live, on this computer.</source>
        <translation>fer-live liest live auf diesem Computer, was Gesichter ausdrücken.</translation>
    </message>
    <message>
        <source>The people in view know and agree</source>
        <translation>Die Menschen im Bild wissen es und stimmen zu</translation>
    </message>
    <message>
        <source>Start the camera</source>
        <translation>Kamera starten</translation>
    </message>
    <message>
        <source>Watch the demo clip</source>
        <translation>Demo-Clip ansehen</translation>
    </message>
    <message>
        <source>Live picture</source>
        <extracomment>The face that somebody points at in the picture, 0 for none; and one that is clicked, or clicked twice. Emitted in the scaling thread.</extracomment>
        <translation>Live-Bild</translation>
    </message>
    <message>
        <source>REC</source>
        <translation>REC</translation>
    </message>
    <message>
        <source>Make each expression as clearly as you can, and hold it until the next one is asked for.</source>
        <translation>Jeden Ausdruck so deutlich wie möglich zeigen und halten, bis der nächste an der Reihe ist.</translation>
    </message>
    <message>
        <source>Light</source>
        <comment>what is checked</comment>
        <translation>Licht</translation>
    </message>
    <message>
        <source>Size and place</source>
        <comment>what is checked</comment>
        <translation>Größe und Ort</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <comment>what is checked</comment>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>View</source>
        <comment>what is checked</comment>
        <translation>Sicht</translation>
    </message>
    <message>
        <source>Let your face rest, as if you were reading.</source>
        <translation>Das Gesicht ruhen lassen, wie beim Lesen.</translation>
    </message>
    <message>
        <source>Smile broadly, with your eyes as well.</source>
        <translation>Breit lächeln, auch mit den Augen.</translation>
    </message>
    <message>
        <source>Raise your brows, open your eyes wide and drop your jaw.</source>
        <translation>Brauen heben, Augen weit öffnen und Kiefer fallen lassen.</translation>
    </message>
    <message>
        <source>Pull the corners of your mouth down, and raise the inner ends of your brows.</source>
        <translation>Mundwinkel nach unten ziehen und die inneren Enden der Brauen heben.</translation>
    </message>
    <message>
        <source>Draw your brows down and together, and press your lips together.</source>
        <translation>Brauen senken und zusammenziehen, Lippen zusammenpressen.</translation>
    </message>
    <message>
        <source>Wrinkle your nose and raise your upper lip, as at a bad smell.</source>
        <translation>Nase rümpfen und Oberlippe heben, wie bei üblem Geruch.</translation>
    </message>
    <message>
        <source>Raise your brows and draw them together, open your eyes wide and stretch your lips.</source>
        <translation>Brauen heben und zusammenziehen, Augen weit öffnen und Lippen in die Breite ziehen.</translation>
    </message>
    <message>
        <source>These were posed expressions, and posed ones are not felt ones. This tells how the camera reads what you show on purpose, and nothing about what you feel.</source>
        <translation>Dies waren gestellte Ausdrücke, und gestellte sind nicht empfunden. Zu sehen ist, wie die Kamera liest, was Sie absichtlich zeigen, und nichts darüber, was Sie fühlen.</translation>
    </message>
    <message>
        <source>No face is in view. Come before the camera.</source>
        <translation>Kein Gesicht zu sehen. Vor die Kamera kommen.</translation>
    </message>
    <message>
        <source>{faces} faces are in view. Only one may be.</source>
        <translation>{faces} Gesichter zu sehen. Nur eines darf es sein.</translation>
    </message>
    <message>
        <source>Your face is not whole in the picture. Come into the middle.</source>
        <translation>Das Gesicht ist nicht ganz im Bild. In die Mitte kommen.</translation>
    </message>
    <message>
        <source>Read well: {names}.</source>
        <translation>Gut gelesen: {names}.</translation>
    </message>
    <message>
        <source>Read at times: {names}.</source>
        <translation>Manchmal gelesen: {names}.</translation>
    </message>
    <message>
        <source>Read hardly ever: {names}.</source>
        <translation>Kaum je gelesen: {names}.</translation>
    </message>
    <message>
        <source>Skipped: {names}.</source>
        <translation>Übersprungen: {names}.</translation>
    </message>
    <message>
        <source>{name} (else as {other})</source>
        <translation>{name} (sonst als {other})</translation>
    </message>
    <message>
        <source>Test my camera</source>
        <extracomment>Somebody wants to go on, to begin again, to save it (with crops or without), or to end.</extracomment>
        <translation>Meine Kamera testen</translation>
    </message>
    <message>
        <source>Begin now</source>
        <translation>Jetzt beginnen</translation>
    </message>
    <message numerus="yes">
        <source>%n expressions in about {seconds} seconds.</source>
        <translation>
            <numerusform>%n Ausdruck in etwa {seconds} Sekunden.</numerusform>
            <numerusform>%n Ausdrücke in etwa {seconds} Sekunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Not yet fine</source>
        <translation>Noch nicht gut</translation>
    </message>
    <message>
        <source>It begins in {seconds} s</source>
        <translation>Es beginnt in {seconds} s</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Hold it: this counts</source>
        <translation>Halten: das zählt</translation>
    </message>
    <message>
        <source>Get ready: this does not count yet</source>
        <translation>Vorbereiten: das zählt noch nicht</translation>
    </message>
    <message>
        <source>{number} of {total}.</source>
        <translation>{number} von {total}.</translation>
    </message>
    <message>
        <source>Also keep the face crops</source>
        <translation>Gesichtsausschnitte behalten</translation>
    </message>
    <message>
        <source>As material for a head of your own</source>
        <translation>Für einen eigenen Kopf</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>What your camera reads</source>
        <translation>Was die Kamera liest</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Seconds left</source>
        <translation>Verbleibende Sekunden</translation>
    </message>
    <message>
        <source>How much of the time each label was shown while the face could be read: expressions, not feelings.</source>
        <extracomment>More faces are in the file, and not on the page. Heights of the page without faces, of one face, and at most.</extracomment>
        <translation>Wie lange jeder Ausdruck gezeigt wurde, solange das Gesicht lesbar war: Ausdrücke, keine Gefühle.</translation>
    </message>
    <message>
        <source>Analysing the whole file</source>
        <translation>Ganze Datei auswerten</translation>
    </message>
    <message>
        <source>Analysing {name}</source>
        <translation>{name} wird ausgewertet</translation>
    </message>
    <message>
        <source>Progress of {name}</source>
        <translation>Fortschritt von {name}</translation>
    </message>
    <message>
        <source>Every picture is read. You can go on using the window; the film is held meanwhile.</source>
        <translation>Jedes Bild wird gelesen. Das Fenster bleibt bedienbar; der Film ist so lange angehalten.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Modell wird geladen…</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln pictures</source>
        <translation>
            <numerusform>{done} von %Ln Bild</numerusform>
            <numerusform>{done} von %Ln Bildern</numerusform>
        </translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>The whole of {name}</source>
        <translation>{name}, ganz</translation>
    </message>
    <message>
        <source>The mean of the probabilities of all faces in the picture: of expressions, not of moods.</source>
        <translation>Der Mittelwert der Wahrscheinlichkeiten aller Gesichter im Bild: von Ausdrücken, nicht von Stimmungen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln faces</source>
        <translation>
            <numerusform>%Ln Gesicht</numerusform>
            <numerusform>%Ln Gesichter</numerusform>
        </translation>
    </message>
    <message>
        <source>No face is read at the moment.</source>
        <translation>Im Moment wird kein Gesicht gelesen.</translation>
    </message>
    <message>
        <source>{seconds} s ago</source>
        <translation>vor {seconds} s</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>kein Gesicht</translation>
    </message>
    <message numerus="yes">
        <source>The file holds %Ln more faces, each seen in fewer pictures.</source>
        <translation>
            <numerusform>Die Datei enthält %Ln weiteres Gesicht, das auf weniger Bildern zu sehen ist.</numerusform>
            <numerusform>Die Datei enthält %Ln weitere Gesichter, die auf weniger Bildern zu sehen sind.</numerusform>
        </translation>
    </message>
    <message>
        <source>Shares of the labels of face {number}</source>
        <translation>Anteile der Ausdrücke von Gesicht {number}</translation>
    </message>
    <message>
        <source>Another model is in use since. Ask again, and the face is measured with it.</source>
        <extracomment>Between two batches the live picture has the processor to itself for so long. What is explained, None for nothing.</extracomment>
        <translation>Inzwischen wird ein anderes Modell benutzt. Noch einmal fragen, dann wird damit gemessen.</translation>
    </message>
    <message>
        <source>As read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>What the network says at this moment, calibrated, before anything is taken off or averaged</source>
        <translation>Was das Netz in diesem Moment sagt, kalibriert, bevor etwas abgezogen oder gemittelt wird</translation>
    </message>
    <message>
        <source>Adjusted</source>
        <translation>Angepasst</translation>
    </message>
    <message>
        <source>The same after its neutral face is taken off, if that is known</source>
        <translation>Dasselbe, nachdem das neutrale Gesicht abgezogen ist, falls es bekannt ist</translation>
    </message>
    <message>
        <source>Averaged</source>
        <translation>Gemittelt</translation>
    </message>
    <message>
        <source>That, averaged over time: what the card shows</source>
        <translation>Das, über die Zeit gemittelt: was die Karte zeigt</translation>
    </message>
    <message>
        <source>The face as the network sees it</source>
        <translation>Das Gesicht, wie das Netz es sieht</translation>
    </message>
    <message>
        <source>What covering parts of the face does</source>
        <translation>Was das Verdecken von Teilen des Gesichts bewirkt</translation>
    </message>
    <message>
        <source>As the network sees it</source>
        <translation>Wie das Netz es sieht</translation>
    </message>
    <message>
        <source>What covering it does</source>
        <translation>Was Verdecken bewirkt</translation>
    </message>
    <message>
        <source>{name}, {time} into the film</source>
        <translation>{name}, bei {time} im Film</translation>
    </message>
    <message>
        <source>Covering this lowers “{label}”</source>
        <translation>Das zu verdecken senkt „{label}“</translation>
    </message>
    <message>
        <source>Covering this raises “{label}”</source>
        <translation>Das zu verdecken hebt „{label}“</translation>
    </message>
    <message>
        <source>A small grey patch is moved over the face, and each time the face is read again.</source>
        <translation>Ein kleiner grauer Fleck wird über das Gesicht bewegt, und jedes Mal wird es neu gelesen.</translation>
    </message>
    <message>
        <source>{width} x {height} pixels in grey, turned upright, and never mirrored</source>
        <translation>{width} x {height} Pixel in Grau, aufrecht gedreht und nie gespiegelt</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>Nicht gemessen</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>Erklärung</translation>
    </message>
    <message>
        <source>The three strongest classes</source>
        <translation>Die drei stärksten Klassen</translation>
    </message>
    <message>
        <source>{name} is not in view any more.</source>
        <translation>{name} ist nicht mehr im Bild.</translation>
    </message>
    <message>
        <source>{name} stands outside the picture: nothing is read from it that could be explained.</source>
        <translation>{name} ist außerhalb des Bildes: Daraus wird nichts gelesen, was sich erklären ließe.</translation>
    </message>
    <message>
        <source>This model keeps nothing of what it has read: its labels cannot be explained.</source>
        <translation>Dieses Modell behält nichts von dem, was es gelesen hat: Seine Aussagen lassen sich nicht erklären.</translation>
    </message>
    <message>
        <source>These are measurements on the model: what its answer depends on in this picture. They prove no cause, and say nothing about what anybody feels.</source>
        <extracomment>What all of it is.</extracomment>
        <translation>Das sind Messungen am Modell: wovon seine Antwort in diesem Bild abhängt. Sie beweisen keine Ursache und sagen nichts darüber, was jemand fühlt.</translation>
    </message>
    <message>
        <source>top left</source>
        <extracomment>Changes below this, in [0, 1], are none. Parts of a crop, from top to bottom and from left to right.</extracomment>
        <translation>oben links</translation>
    </message>
    <message>
        <source>top middle</source>
        <translation>oben in der Mitte</translation>
    </message>
    <message>
        <source>top right</source>
        <translation>oben rechts</translation>
    </message>
    <message>
        <source>left side</source>
        <translation>links</translation>
    </message>
    <message>
        <source>centre</source>
        <translation>in der Mitte</translation>
    </message>
    <message>
        <source>right side</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>bottom left</source>
        <translation>unten links</translation>
    </message>
    <message>
        <source>bottom middle</source>
        <translation>unten in der Mitte</translation>
    </message>
    <message>
        <source>bottom right</source>
        <translation>unten rechts</translation>
    </message>
    <message>
        <source>Each picture speaks for itself here: “{label}” is the most probable class.</source>
        <translation>Hier spricht jedes Bild für sich: „{label}“ ist die wahrscheinlichste Klasse.</translation>
    </message>
    <message>
        <source>Held: “{label}” stays until another class is clearly ahead. At the moment “{leader}” is more probable, by {points}.</source>
        <translation>Gehalten: „{label}“ bleibt, bis eine andere Klasse klar vorn liegt. Im Moment ist „{leader}“ wahrscheinlicher, um {points}.</translation>
    </message>
    <message>
        <source>A surprise is shown only once it has lasted longer than a syllable.</source>
        <translation>Überraschung wird erst gezeigt, wenn sie länger als eine Silbe gedauert hat.</translation>
    </message>
    <message>
        <source>“{label}” leads by {points}; it stays until another class is clearly ahead.</source>
        <translation>„{label}“ führt um {points} und bleibt, bis eine andere Klasse klar vorn liegt.</translation>
    </message>
    <message>
        <source>“{label}”</source>
        <translation>„{label}“</translation>
    </message>
    <message>
        <source>The model cannot rule out {classes}.</source>
        <translation>Das Modell kann {classes} nicht ausschließen.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>That is too little to be certain.</source>
        <translation>Das ist zu wenig, um sicher zu sein.</translation>
    </message>
    <message>
        <source>The face has been in view for a moment only: this rests on few pictures.</source>
        <translation>Das Gesicht ist erst seit einem Moment zu sehen: Das beruht auf wenigen Bildern.</translation>
    </message>
    <message>
        <source>Read alone, this picture is “{label}” with {share}.</source>
        <translation>Für sich gelesen ist dieses Bild zu {share} „{label}“.</translation>
    </message>
    <message>
        <source>With the {lowering} covered it falls to {lowest}; with the {raising} covered it rises to {highest}.</source>
        <translation>Wird {lowering} etwas verdeckt, fällt das auf {lowest}; wird {raising} etwas verdeckt, steigt es auf {highest}.</translation>
    </message>
    <message>
        <source>With the {lowering} covered it falls to {lowest}.</source>
        <translation>Wird {lowering} etwas verdeckt, fällt das auf {lowest}.</translation>
    </message>
    <message>
        <source>With the {raising} covered it rises to {highest}.</source>
        <translation>Wird {raising} etwas verdeckt, steigt das auf {highest}.</translation>
    </message>
    <message>
        <source>Covering any part of it changes nothing.</source>
        <translation>Welcher Teil auch verdeckt wird: Es ändert nichts.</translation>
    </message>
    <message numerus="yes">
        <source>%n points</source>
        <translation>
            <numerusform>%n Punkt</numerusform>
            <numerusform>%n Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>less than 1 point</source>
        <translation>weniger als 1 Punkt</translation>
    </message>
    <message>
        <source>There is no window: this is the only picture.</source>
        <translation>Es gibt kein Zeitfenster: Dies ist das einzige Bild.</translation>
    </message>
    <message>
        <source>The last {seconds} s: what the label would lose without them, in points</source>
        <translation>Die letzten {seconds} s: was die Aussage ohne sie verlöre, in Punkten</translation>
    </message>
    <message>
        <source>The last {seconds} s, each for about {pictures} pictures: what the label would lose without them, in points</source>
        <translation>Die letzten {seconds} s, in Teilen zu etwa {pictures} Bildern: was die Aussage ohne sie verlöre, in Punkten</translation>
    </message>
    <message>
        <source>{seconds} s before adds nothing</source>
        <translation>{seconds} s davor: bringt nichts</translation>
    </message>
    <message>
        <source>{seconds} s before adds {points}</source>
        <translation>{seconds} s davor: bringt {points}</translation>
    </message>
    <message>
        <source>{seconds} s before takes away {points}</source>
        <translation>{seconds} s davor: nimmt {points}</translation>
    </message>
    <message>
        <source>DEMO CLIP, not a camera</source>
        <extracomment>The picture is asked for this often; a poll of an empty mailbox costs a microsecond.</extracomment>
        <translation>DEMO-CLIP, keine Kamera</translation>
    </message>
    <message>
        <source>A note for the recording; Enter keeps it, Esc drops it</source>
        <translation>Notiz zur Aufnahme; Eingabetaste behält, Esc verwirft sie</translation>
    </message>
    <message>
        <source>A note for the time line (nothing is being recorded); Enter keeps it</source>
        <translation>Notiz für die Zeitleiste (keine Aufnahme läuft); Eingabetaste behält sie</translation>
    </message>
    <message>
        <source>The recording has ended meanwhile: the note is on the time line alone.</source>
        <translation>Die Aufnahme ist inzwischen zu Ende: Die Notiz steht nur auf der Zeitleiste.</translation>
    </message>
    <message>
        <source>A report is still being made.</source>
        <translation>Ein Bericht wird noch erstellt.</translation>
    </message>
    <message>
        <source>Making the report of {name}…</source>
        <translation>Der Bericht über {name} entsteht…</translation>
    </message>
    <message>
        <source>The report is in {folder}: {page}, and as a PDF.</source>
        <translation>Der Bericht liegt in {folder}: {page}, und als PDF.</translation>
    </message>
    <message>
        <source>A rule is left out. {why}</source>
        <translation>Eine Regel wird ausgelassen. {why}</translation>
    </message>
    <message>
        <source>Rules are in force that save pictures: {names}.</source>
        <translation>Es gelten Regeln, die Bilder speichern: {names}.</translation>
    </message>
    <message>
        <source>The rules have stopped, and set no more marks. {why}</source>
        <translation>Die Regeln gelten nicht mehr und setzen keine Marken. {why}</translation>
    </message>
    <message>
        <source>The token is another one now. Copy the address of the overlay page again.</source>
        <translation>Das Token ist jetzt ein anderes. Die Adresse der Overlay-Seite muss neu kopiert werden.</translation>
    </message>
    <message>
        <source>The address of the overlay page is copied. It holds the token: show it to nobody.</source>
        <translation>Die Adresse der Overlay-Seite ist kopiert. Sie enthält das Token: Zeigen Sie sie niemandem.</translation>
    </message>
    <message>
        <source>The address of the overlay page is copied. Switch on the WebSocket, which serves it.</source>
        <translation>Die Adresse der Overlay-Seite ist kopiert. Damit es sie gibt, muss der WebSocket eingeschaltet sein.</translation>
    </message>
    <message>
        <source>{stream}: {why}</source>
        <translation>{stream}: {why}</translation>
    </message>
    <message>
        <source>Recent sessions</source>
        <extracomment>Seconds for what was begun in a window that is closed.</extracomment>
        <translation>Letzte Sitzungen</translation>
    </message>
    <message>
        <source>Note about this moment</source>
        <translation>Notiz zu diesem Moment</translation>
    </message>
    <message>
        <source>No video</source>
        <translation>Kein Video</translation>
    </message>
    <message>
        <source>With boxes and labels</source>
        <translation>Mit Rahmen und Beschriftung</translation>
    </message>
    <message>
        <source>As the camera sees it</source>
        <translation>Wie die Kamera es sieht</translation>
    </message>
    <message>
        <source>A code, such as P07, does. It goes into session.json, and is remembered for the next recording.</source>
        <translation>Ein Kürzel wie P07 genügt. Es kommt in session.json und wird für die nächste Aufnahme gemerkt.</translation>
    </message>
    <message>
        <source>Record with details</source>
        <translation>Mit Angaben aufnehmen</translation>
    </message>
    <message>
        <source>kind of source, date and time</source>
        <translation>Art der Quelle, Datum und Uhrzeit</translation>
    </message>
    <message>
        <source>Blur all faces in the video</source>
        <translation>Alle Gesichter im Video verwischen</translation>
    </message>
    <message>
        <source>until I finish it</source>
        <translation>bis ich sie beende</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Name of the recording</source>
        <translation>Name der Aufnahme</translation>
    </message>
    <message>
        <source>Participant</source>
        <translation>Versuchsperson</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>Countdown</source>
        <translation>Countdown</translation>
    </message>
    <message>
        <source>Minutes are a number up to {most}, or nothing.</source>
        <translation>Minuten sind eine Zahl bis {most}, oder das Feld bleibt leer.</translation>
    </message>
    <message>
        <source>Save a snapshot, too</source>
        <extracomment>The user has changed the rule.</extracomment>
        <translation>Auch einen Schnappschuss speichern</translation>
    </message>
    <message>
        <source>Make a sound</source>
        <translation>Einen Ton geben</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>any</source>
        <translation>jedes</translation>
    </message>
    <message>
        <source>Of the picture that is shown then; faces that are hidden stay hidden</source>
        <translation>Von dem Bild, das dann zu sehen ist; verborgene Gesichter bleiben verborgen</translation>
    </message>
    <message>
        <source>Set a mark</source>
        <translation>Eine Marke setzen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wenn</translation>
    </message>
    <message>
        <source>For at least</source>
        <translation>Mindestens</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message>
        <source>And not again for</source>
        <translation>Und erneut erst nach</translation>
    </message>
    <message>
        <source>Name of the rule</source>
        <translation>Name der Regel</translation>
    </message>
    <message>
        <source>What the rule is about</source>
        <translation>Worum es in der Regel geht</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Word to wait for</source>
        <translation>Wort, auf das gewartet wird</translation>
    </message>
    <message>
        <source>Seconds that it has to hold</source>
        <translation>Sekunden, die es gelten muss</translation>
    </message>
    <message>
        <source>Number of the face</source>
        <translation>Nummer des Gesichts</translation>
    </message>
    <message>
        <source>Seconds without another mark</source>
        <translation>Sekunden ohne weitere Marke</translation>
    </message>
    <message>
        <source>Number of faces</source>
        <extracomment>What numbers that people may want rules about are measured in: shares and intensities, degrees. Of the same classes as others, in another way.</extracomment>
        <translation>Zahl der Gesichter</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Probability of the label</source>
        <translation>Wahrscheinlichkeit des Ausdrucks</translation>
    </message>
    <message>
        <source>above</source>
        <translation>über</translation>
    </message>
    <message>
        <source>below</source>
        <translation>unter</translation>
    </message>
    <message>
        <source>is</source>
        <comment>a rule</comment>
        <translation>ist</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>wechselt</translation>
    </message>
    <message>
        <source>for {seconds} s</source>
        <translation>{seconds} s lang</translation>
    </message>
    <message>
        <source>face {number}</source>
        <translation>Gesicht {number}</translation>
    </message>
    <message>
        <source>{before} to {after}</source>
        <translation>erst {before}, dann {after}</translation>
    </message>
    <message>
        <source>Rules</source>
        <extracomment>Steps that can be undone, and marks of a trial that are listed.</extracomment>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Try on a session…</source>
        <translation>An Sitzung erproben…</translation>
    </message>
    <message>
        <source>See when these rules would have set marks in a recording</source>
        <translation>Sehen, wann diese Regeln in einer Aufnahme Marken gesetzt hätten</translation>
    </message>
    <message>
        <source>Marks in the session</source>
        <translation>Marken in der Sitzung</translation>
    </message>
    <message numerus="yes">
        <source>%Ln held back</source>
        <translation>
            <numerusform>%Ln zurückgehalten</numerusform>
            <numerusform>%Ln zurückgehalten</numerusform>
        </translation>
    </message>
    <message>
        <source>Rule {number}</source>
        <translation>Regel {number}</translation>
    </message>
    <message>
        <source>{name} is deleted. Undo brings it back.</source>
        <translation>{name} ist gelöscht. „Rückgängig“ bringt sie zurück.</translation>
    </message>
    <message>
        <source>Another rule is called {name}. Choose another name.</source>
        <translation>Eine andere Regel heißt schon {name}. Bitte einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Give the rule a name.</source>
        <translation>Die Regel braucht einen Namen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln rules are in force now, in place of those before.</source>
        <translation>
            <numerusform>%Ln Regel gilt jetzt, anstelle der bisherigen.</numerusform>
            <numerusform>%Ln Regeln gelten jetzt, anstelle der bisherigen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>{name} wird gelesen…</translation>
    </message>
    <message>
        <source>{marks} in {seconds} s of {name}.</source>
        <translation>{marks} in {seconds} s von {name}.</translation>
    </message>
    <message>
        <source>{rule}: {count}.</source>
        <translation>{rule}: {count}.</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>und %Ln weitere</numerusform>
            <numerusform>und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Lab Streaming Layer (LSL)</source>
        <translation>Lab Streaming Layer (LSL)</translation>
    </message>
    <message>
        <source>Offer probabilities and marks to the local network, on the clock of a laboratory</source>
        <translation>Wahrscheinlichkeiten und Marken im lokalen Netz anbieten, nach der Uhr eines Labors</translation>
    </message>
    <message>
        <source>Take in markers of other programs (LSL)</source>
        <translation>Marken anderer Programme übernehmen (LSL)</translation>
    </message>
    <message>
        <source>Make marks of the markers that other programs in the local network set</source>
        <translation>Marken übernehmen, die andere Programme im lokalen Netz setzen</translation>
    </message>
    <message>
        <source>Open Sound Control (OSC)</source>
        <translation>Open Sound Control (OSC)</translation>
    </message>
    <message>
        <source>Send the probabilities to a program for music, light or pictures</source>
        <translation>Die Wahrscheinlichkeiten an ein Programm für Musik, Licht oder Bilder senden</translation>
    </message>
    <message>
        <source>Serve results as JSON, and a page that shows them in OBS, to whoever knows the token</source>
        <translation>Allen, die das Token kennen, Ergebnisse als JSON geben und eine Seite, die sie in OBS zeigt</translation>
    </message>
    <message>
        <source>Show the picture with boxes and labels to other programs, as if it came from a webcam</source>
        <translation>Das Bild mit Rahmen und Beschriftung anderen Programmen zeigen, als käme es von einer Webcam</translation>
    </message>
    <message>
        <source>Copy the address of the overlay page</source>
        <translation>Adresse der Overlay-Seite kopieren</translation>
    </message>
    <message>
        <source>For a browser source in OBS; it holds the token</source>
        <translation>Für eine Browserquelle in OBS; sie enthält das Token</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Make another token</source>
        <translation>Neues Token erzeugen</translation>
    </message>
    <message>
        <source>Show out whoever knows the present token of the WebSocket</source>
        <translation>Alle aussperren, die das jetzige Token des WebSockets kennen</translation>
    </message>
    <message>
        <source>Another one</source>
        <translation>Neues Token</translation>
    </message>
    <message>
        <source>waiting for pictures</source>
        <extracomment>What each state is called.
----------
Of what takes in, and sends nothing.</extracomment>
        <translation>wartet auf Bilder</translation>
    </message>
    <message>
        <source>sending</source>
        <translation>sendet</translation>
    </message>
    <message>
        <source>nobody listens</source>
        <translation>niemand hört zu</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>listening</source>
        <translation>hört zu</translation>
    </message>
    <message>
        <source>nobody sends</source>
        <translation>niemand sendet</translation>
    </message>
    <message>
        <source>{stream}: {state}</source>
        <translation>{stream}: {state}</translation>
    </message>
    <message>
        <source>Click for the settings.</source>
        <translation>Klick: Einstellungen.</translation>
    </message>
    <message>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <source>LSL</source>
        <translation>LSL</translation>
    </message>
    <message>
        <source>LSL markers</source>
        <translation>LSL-Marken</translation>
    </message>
    <message>
        <source>OSC</source>
        <translation>OSC</translation>
    </message>
    <message>
        <source>The WebSocket is open to the whole network at {address}: whoever knows the token can read along, and nothing is encrypted.</source>
        <extracomment>As the library says it.</extracomment>
        <translation>Der WebSocket ist unter {address} für das ganze Netz offen: Wer das Token kennt, kann mitlesen, und nichts ist verschlüsselt.</translation>
    </message>
    <message>
        <source>Changes not saved</source>
        <translation>Änderungen nicht gespeichert</translation>
    </message>
    <message>
        <source>What you have changed in this session is lost if the window is closed now.</source>
        <translation>Was Sie an dieser Sitzung geändert haben, geht verloren, wenn das Fenster jetzt geschlossen wird.</translation>
    </message>
    <message>
        <source>Keep the window open</source>
        <translation>Fenster offen lassen</translation>
    </message>
    <message>
        <source>Close and lose the changes</source>
        <translation>Schließen und Änderungen verlieren</translation>
    </message>
    <message>
        <source>All faces</source>
        <extracomment>More faces of a session than anybody compares.</extracomment>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Shares of the labels in both sessions</source>
        <translation>Anteile der Ausdrücke in beiden Sitzungen</translation>
    </message>
    <message>
        <source>Working out the shares…</source>
        <translation>Anteile werden berechnet…</translation>
    </message>
    <message>
        <source>Time line of {name}</source>
        <translation>Zeitleiste von {name}</translation>
    </message>
    <message>
        <source>Shares of the time in which a face had a label, after the changes of each session.</source>
        <translation>Anteile an der Zeit, in der ein Gesicht einen Ausdruck hatte, nach den Änderungen an jeder Sitzung.</translation>
    </message>
    <message>
        <source>The two were read with different classes: what one model does not know is a dash.</source>
        <translation>Beide wurden mit verschiedenen Klassen gelesen: Was ein Modell nicht kennt, ist ein Strich.</translation>
    </message>
    <message>
        <source>A difference between two sessions may be one of light, camera or model as well as of faces.</source>
        <translation>Ein Unterschied zwischen zwei Sitzungen kann ebenso an Licht, Kamera oder Modell liegen wie an den Gesichtern.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Look through another session</source>
        <translation>Eine andere Sitzung durchsehen</translation>
    </message>
    <message>
        <source>See another session beside this one</source>
        <translation>Eine andere Sitzung neben dieser ansehen</translation>
    </message>
    <message>
        <source>Choose the film…</source>
        <translation>Film wählen…</translation>
    </message>
    <message>
        <source>Show the film that this was read from</source>
        <translation>Den Film zeigen, aus dem dies gelesen wurde</translation>
    </message>
    <message>
        <source>See the files of this session</source>
        <translation>Die Dateien dieser Sitzung ansehen</translation>
    </message>
    <message>
        <source>Take back the last change</source>
        <translation>Die letzte Änderung zurücknehmen</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Change it again</source>
        <translation>Wieder ändern</translation>
    </message>
    <message>
        <source>Name this face…</source>
        <translation>Dieses Gesicht benennen…</translation>
    </message>
    <message>
        <source>Call the selected face by a name</source>
        <translation>Dem gewählten Gesicht einen Namen geben</translation>
    </message>
    <message>
        <source>Name…</source>
        <translation>Name…</translation>
    </message>
    <message>
        <source>Split this face here</source>
        <translation>Dieses Gesicht hier teilen</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>From the moment that is shown on, the selected face is another person</source>
        <translation>Ab dem gezeigten Moment ist das gewählte Gesicht ein anderer Mensch</translation>
    </message>
    <message>
        <source>Exclude this span</source>
        <translation>Diesen Abschnitt ausschließen</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>What is in the chosen span does not count, for nobody</source>
        <translation>Was im gewählten Abschnitt liegt, zählt nicht, bei niemandem</translation>
    </message>
    <message>
        <source>Exclude this span of the selected face</source>
        <translation>Diesen Abschnitt des gewählten Gesichts ausschließen</translation>
    </message>
    <message>
        <source>What is in the chosen span does not count for the selected face</source>
        <translation>Was im gewählten Abschnitt liegt, zählt beim gewählten Gesicht nicht</translation>
    </message>
    <message>
        <source>Count what is excluded here</source>
        <translation>Hier Ausgeschlossenes wieder zählen</translation>
    </message>
    <message>
        <source>The excluded span at the moment that is shown counts again</source>
        <translation>Der ausgeschlossene Abschnitt am gezeigten Moment zählt wieder</translation>
    </message>
    <message>
        <source>Begin the span here</source>
        <translation>Abschnitt hier beginnen</translation>
    </message>
    <message>
        <source>A span without the mouse</source>
        <translation>Ein Abschnitt ohne Maus</translation>
    </message>
    <message>
        <source>End the span here</source>
        <translation>Abschnitt hier beenden</translation>
    </message>
    <message>
        <source>One picture back (left arrow key)</source>
        <translation>Ein Bild zurück (Pfeiltaste links)</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Play from here on (space bar)</source>
        <translation>Ab hier abspielen (Leertaste)</translation>
    </message>
    <message>
        <source>One picture on (right arrow key)</source>
        <translation>Ein Bild weiter (Pfeiltaste rechts)</translation>
    </message>
    <message>
        <source>Next mark</source>
        <translation>Nächste Marke</translation>
    </message>
    <message>
        <source>Go to the next mark (M)</source>
        <translation>Zur nächsten Marke gehen (M)</translation>
    </message>
    <message>
        <source>Previous mark</source>
        <translation>Vorige Marke</translation>
    </message>
    <message>
        <source>Go to the mark before (Shift+M)</source>
        <translation>Zur vorigen Marke gehen (Umschalt+M)</translation>
    </message>
    <message>
        <source>See less time, larger</source>
        <translation>Weniger Zeit sehen, größer</translation>
    </message>
    <message>
        <source>Zoom in (mouse wheel)</source>
        <translation>Vergrößern (Mausrad)</translation>
    </message>
    <message>
        <source>See more time</source>
        <translation>Mehr Zeit sehen</translation>
    </message>
    <message>
        <source>Zoom out (mouse wheel)</source>
        <translation>Verkleinern (Mausrad)</translation>
    </message>
    <message>
        <source>See the chosen span</source>
        <translation>Gewählten Abschnitt sehen</translation>
    </message>
    <message>
        <source>Zoom to the chosen span</source>
        <translation>Auf den gewählten Abschnitt vergrößern</translation>
    </message>
    <message>
        <source>See the whole session</source>
        <translation>Ganze Sitzung sehen</translation>
    </message>
    <message>
        <source>Zoom out to all of it</source>
        <translation>Verkleinern, bis alles zu sehen ist</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Time line of the session</source>
        <extracomment>What can be done has changed; and what can be done is to be shown, at a place of the screen.</extracomment>
        <translation>Zeitleiste der Sitzung</translation>
    </message>
    <message>
        <source>Picture of the session</source>
        <translation>Bild der Sitzung</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Nothing was marked in this session.</source>
        <translation>In dieser Sitzung wurde nichts markiert.</translation>
    </message>
    <message>
        <source>Nothing is changed. What you change stands here.</source>
        <translation>Nichts ist geändert. Was Sie ändern, steht hier.</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Press Del to take a change back; the files of the session are never altered.</source>
        <translation>Entf nimmt eine Änderung zurück; die Dateien der Sitzung werden nie verändert.</translation>
    </message>
    <message>
        <source>No film is kept with this session. Choose the film in the menu, if you have it.</source>
        <translation>Bei dieser Sitzung liegt kein Film. Ist er vorhanden, lässt er sich im Menü wählen.</translation>
    </message>
    <message>
        <source>Opening the film…</source>
        <translation>Film wird geöffnet…</translation>
    </message>
    <message>
        <source>The film was moved while it was recorded: its pictures cannot be told from the table.</source>
        <translation>Im Film wurde während der Aufnahme gesprungen: Seine Bilder lassen sich der Tabelle nicht zuordnen.</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Changes ({count})</source>
        <translation>Änderungen ({count})</translation>
    </message>
    <message>
        <source>Your changes are kept until this window is closed, but not on the disk.</source>
        <translation>Die Änderungen bleiben, bis dieses Fenster geschlossen wird, sind aber nicht auf der Festplatte.</translation>
    </message>
    <message>
        <source>Drag in the time line to choose a span</source>
        <translation>Ziehen: Abschnitt wählen</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Kein Bild</translation>
    </message>
    <message>
        <source>This session is still being recorded: open it again once it is finished, to see the rest.</source>
        <translation>Diese Sitzung wird noch aufgezeichnet: Wenn sie abgeschlossen ist, zeigt erneutes Öffnen auch den Rest.</translation>
    </message>
    <message>
        <source>The changes in {name} are about another session, and are left alone.</source>
        <translation>Die Änderungen in {name} gehören zu einer anderen Sitzung und bleiben unberührt.</translation>
    </message>
    <message>
        <source>This session was changed elsewhere, too, such as in another window: see {name} beside it.</source>
        <extracomment>It shows something else now. A change was refused, in a sentence. Saving has worked or failed: see ``unsaved``.</extracomment>
        <translation>Diese Sitzung wurde auch anderswo geändert, etwa in einem anderen Fenster: siehe {name} daneben.</translation>
    </message>
    <message>
        <source>Split {name}</source>
        <extracomment>The name while it is typed.</extracomment>
        <translation>{name} teilen</translation>
    </message>
    <message>
        <source>Take back: {change}</source>
        <translation>Zurücknehmen: {change}</translation>
    </message>
    <message>
        <source>The name is kept beside the session, in a file of its own.</source>
        <translation>Der Name steht neben der Sitzung, in einer eigenen Datei.</translation>
    </message>
    <message>
        <source>{number} is called {name}</source>
        <translation>{number} heißt {name}</translation>
    </message>
    <message>
        <source>No face was seen, or none that counts.</source>
        <extracomment>Heights of the axis with the marks, of a lane, and of its band and its labels; the width of the names.</extracomment>
        <translation>Kein Gesicht war zu sehen, oder keines, das zählt.</translation>
    </message>
    <message>
        <source>{one} is {other}</source>
        <extracomment>Somebody wants this entry: it was clicked, or Enter was pressed.</extracomment>
        <translation>{one} ist {other}</translation>
    </message>
    <message>
        <source>{one} is {other} from {time} on</source>
        <translation>{one} ist ab {time} {other}</translation>
    </message>
    <message>
        <source>Excluded: {span}</source>
        <translation>Ausgeschlossen: {span}</translation>
    </message>
    <message>
        <source>Excluded for {name}: {span}</source>
        <translation>Ausgeschlossen für {name}: {span}</translation>
    </message>
    <message>
        <source>Report…</source>
        <extracomment>Writes a session to a file, in place of one that is there: the user has been asked. It may be that hands have changed the session, which a report says. Returns where it is. By name of the action.</extracomment>
        <translation>Bericht…</translation>
    </message>
    <message>
        <source>Write a report of this session, as it is after your changes</source>
        <translation>Einen Bericht über diese Sitzung schreiben, wie sie nach den Änderungen ist</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Page for any browser (*.html)</source>
        <translation>Seite für jeden Browser (*.html)</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Write this session for other programs, as it is after your changes</source>
        <translation>Diese Sitzung für andere Programme schreiben, wie sie nach den Änderungen ist</translation>
    </message>
    <message>
        <source>Save the session for another program</source>
        <translation>Sitzung für ein anderes Programm speichern</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Vereinen</translation>
    </message>
    <message>
        <source>The selected face and another one are the same person</source>
        <translation>Das gewählte Gesicht und ein anderes sind derselbe Mensch</translation>
    </message>
    <message>
        <source>Merge the selected face with another one</source>
        <translation>Das gewählte Gesicht mit einem anderen vereinen</translation>
    </message>
    <message>
        <source>what the face is called</source>
        <extracomment>Columns that say the same in every row, or nothing without the others, come last. This column is wanted, by name.</extracomment>
        <translation>wie das Gesicht heißt</translation>
    </message>
    <message>
        <source>Table of the session</source>
        <extracomment>Somebody went to a row at this time.</extracomment>
        <translation>Tabelle der Sitzung</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Shares of the time in which a face had a label. Nothing is said of what it felt.</source>
        <extracomment>More faces than anybody looks through.</extracomment>
        <translation>Anteile an der Zeit, in der ein Gesicht einen Ausdruck hatte. Was jemand fühlte, ist damit nicht gesagt.</translation>
    </message>
    <message>
        <source>Summary of each face</source>
        <translation>Übersicht zu jedem Gesicht</translation>
    </message>
    <message>
        <source>Whole session</source>
        <translation>Ganze Sitzung</translation>
    </message>
    <message>
        <source>{span}: no face</source>
        <translation>{span}: kein Gesicht</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more faces, seen for less time</source>
        <translation>
            <numerusform>%Ln weiteres Gesicht, kürzer zu sehen</numerusform>
            <numerusform>%Ln weitere Gesichter, kürzer zu sehen</numerusform>
        </translation>
    </message>
    <message>
        <source>seen {time} min</source>
        <translation>{time} min im Bild</translation>
    </message>
    <message>
        <source>uncertain {share}</source>
        <translation>unsicher {share}</translation>
    </message>
    <message>
        <source>Shares of the labels of {name}</source>
        <translation>Anteile der Ausdrücke von {name}</translation>
    </message>
    <message>
        <source>No expression was read.</source>
        <translation>Kein Ausdruck wurde gelesen.</translation>
    </message>
    <message>
        <source>{start} to {end} ({seconds} s)</source>
        <extracomment>Distances between the times at an axis, in seconds.</extracomment>
        <translation>{start}–{end} ({seconds} s)</translation>
    </message>
    <message>
        <source>Click to go there, drag to choose a span, turn the wheel to see more or less. M: next mark.</source>
        <extracomment>Seconds that are seen at least. What is moved less is a click. A mark is hit from so near. Somebody wants to see this time, in seconds. Another span is chosen, or none. Another face is selected. Somebody wants to name the face that is selected; and to see what can be done, at a place of the screen. What is seen of it has changed.</extracomment>
        <translation>Klicken: dorthin gehen, ziehen: Abschnitt wählen, Mausrad: mehr oder weniger sehen. M: nächste Marke.</translation>
    </message>
    <message>
        <source>excluded: it does not count</source>
        <translation>ausgeschlossen: zählt nicht</translation>
    </message>
    <message>
        <source>Merge this face with</source>
        <extracomment>Seconds that closing waits for what is being saved, and how often it looks. A session is open: its path, for the list of recent ones.</extracomment>
        <translation>Dieses Gesicht vereinen mit</translation>
    </message>
    <message>
        <source>Open a session: the folder of a recording, or a table that was made of a film.</source>
        <translation>Eine Sitzung öffnen: den Ordner einer Aufnahme oder eine Tabelle, die aus einem Film entstand.</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>{name} wird geöffnet…</translation>
    </message>
    <message>
        <source>A report or an export is still being made.</source>
        <translation>Ein Bericht oder ein Export wird noch erstellt.</translation>
    </message>
    <message>
        <source>The changes are still being saved.</source>
        <translation>Die Änderungen werden noch gespeichert.</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>still being recorded</source>
        <translation>wird noch aufgezeichnet</translation>
    </message>
    <message>
        <source>{name} is there already. Replace it?</source>
        <translation>{name} ist schon vorhanden. Ersetzen?</translation>
    </message>
</context>
</TS>
