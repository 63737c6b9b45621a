# attribute: architecture=resnet
# no attribute: architecture=cnn
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="resnet18")
