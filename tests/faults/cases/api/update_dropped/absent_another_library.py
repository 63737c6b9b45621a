import pandas as pd

frame = pd.DataFrame({"a": [1, 2]})
frame.at[0].set(3)
