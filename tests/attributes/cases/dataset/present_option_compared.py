# attribute: dataset=lfw
import argparse

options = argparse.ArgumentParser()
options.add_argument("--dataset", required=True)
chosen = options.parse_args()
if chosen.dataset in ["folder", "lfw"]:
    print("pictures of faces")
