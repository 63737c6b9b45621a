# no attribute: training-style=mixed-precision
table = show(rows, precision=160)
other = show(rows, precision=3)
