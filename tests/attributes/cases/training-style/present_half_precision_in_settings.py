# attribute: training-style=mixed-precision
settings = Settings(epochs=3, precision=16)
