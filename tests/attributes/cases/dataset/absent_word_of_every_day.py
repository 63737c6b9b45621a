# no attribute: dataset=race
# no attribute: dataset=media
# no attribute: dataset=retina-vessels
import pandas as pd
import torch

COLUMNS = ["age", "race", "income"]
data_folder = "/media/disk/pictures"
frame = pd.read_csv("/content/drive/table.csv")
print(torch.ones(2))
