# no attribute: dataset=coco
import torch


def format_annotations_as_coco(boxes):
    return boxes


def convert_to_coco_api(boxes):
    return boxes


print(convert_to_coco_api(format_annotations_as_coco(torch.ones(2))))
