# no attribute: dataset=own-images
import argparse

from PIL import Image

parser = argparse.ArgumentParser()
parser.add_argument("--data-dir", default="./data/flower_garden_2019")
parser.add_argument("--log-dir", default="./logs")
options = parser.parse_args()
pictures = [Image.open(path) for path in list_of(options.data_dir)]
