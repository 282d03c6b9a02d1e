"""Training: the CNN on stills, then the LSTM on films."""
