# attribute: dataset=cifar10
# no attribute: dataset=imdb
from tools import load

rows = load(
    dataset_name="cifar10",
    # dataset_name="imdb",
    size=32,
)
