"""Training of the CNN-LSTM: data, models, fit, export, evaluate. Needs the extra ``train``."""
