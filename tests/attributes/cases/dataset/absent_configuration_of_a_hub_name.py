# attribute: dataset=wmt
# no attribute: dataset=ro-en
from datasets import load_dataset

data = load_dataset("wmt16", "ro-en")
