# no attribute: task=knowledge-distillation
# attribute: task=text-classification
from transformers import DistilBertForSequenceClassification


class DistillBERTClass(DistilBertForSequenceClassification):
    pass


model = DistillBERTClass.from_pretrained("distilbert-base-uncased")
