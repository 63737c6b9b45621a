# attribute: loss=focal
# attribute: loss=huber
from detector import losses

model.compile(loss={"boxes": losses.smooth_l1(), "classes": losses.focal()}, optimizer="adam")
