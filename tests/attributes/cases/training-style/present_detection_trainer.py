# attribute: training-style=mm-runner
# attribute: training-style=ddp
from detectron2.engine import DefaultTrainer, launch


class Trainer(DefaultTrainer):
    pass


def main(cfg):
    Trainer(cfg).train()


launch(main, 4)
