# path: train.py
# module utils.py: def summarize(writer, step):
# module utils.py:     writer.add_scalar("loss", step)
# module utils.py: def slice_segments(x, start):
# module utils.py:     return x[start:]
# no attribute: task=summarization
# no attribute: task=image-segmentation
import utils

utils.summarize(None, utils.slice_segments([1], 0))
