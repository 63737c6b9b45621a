# attribute: dataset=flickr30k
# no attribute: dataset=imdb
# module config.py: image_path = "D:/sets/flickr30k/images"
# module tools.py: image_path = "D:/sets/imdb/images"
import torch

import config
import tools

model = torch.nn.Conv2d(3, 8, 3)
print(config.image_path, tools.image_path)
