# no attribute: dataset=own-images
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--data-dir", default="./data")
options = parser.parse_args()
rows = open(options.data_dir + "/rows.txt").read()
