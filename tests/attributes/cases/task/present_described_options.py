# attribute: task=depth-estimation
# no attribute: task=image-classification
import argparse

parser = argparse.ArgumentParser(description="Monocular depth estimation with a pretrained encoder")
print(parser.parse_args())
