# no attribute: dataset=media
# no attribute: dataset=squad
# module reading.py: def read(kind):
# module reading.py:     if kind == "media":
# module reading.py:         return first(kind)
# module reading.py:     elif kind == "prose":
# module reading.py:         return second(kind)
# module reading.py:     elif kind == "verse":
# module reading.py:         return {"squad": first, "team": second, "crew": third, "gang": fourth}
import sys

import torch
from reading import read

torch.nn.Linear(3, 3)(read(sys.argv[1]))
