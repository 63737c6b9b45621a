# no attribute: task=translation
import argparse

parser = argparse.ArgumentParser("translate")
print(parser.parse_args())
