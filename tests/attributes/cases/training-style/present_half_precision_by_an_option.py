# attribute: training-style=mixed-precision
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--use-fp16", action="store_true")
