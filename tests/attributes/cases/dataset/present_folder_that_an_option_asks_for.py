# attribute: dataset=own-images
import argparse

from PIL import Image

parser = argparse.ArgumentParser()
parser.add_argument("-d", "--train-dir", help="folder of pictures", default="./data/train")
options = parser.parse_args()
pictures = [Image.open(path) for path in list_of(options.train_dir)]
