"""Look into the virtual camera: ``pip install opencv-python``, then ``python receive_virtual_camera.py [NUMBER]``.

NUMBER is that of the camera: 9 for /dev/video9.
"""

import sys

import cv2

camera = cv2.VideoCapture(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
if not camera.isOpened():
    sys.exit("There is no such camera. Switch the virtual camera on in the menu Streams, and see its number there.")
while True:
    there, picture = camera.read()
    if not there:
        sys.exit("The camera gives no pictures any more.")
    cv2.imshow("fer-live", picture)
    if cv2.waitKey(1) == 27:
        break
