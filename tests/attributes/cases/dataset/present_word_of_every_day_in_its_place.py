# attribute: dataset=race
from datasets import load_dataset

data = load_dataset("race")
