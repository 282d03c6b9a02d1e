"""Training of the CNN-LSTM: data, models, fit, export, evaluate. Needs torch (``pip install 'fer-live[train]'``)."""
