# attribute: architecture=distilbert
# no attribute: architecture=roberta
from transformers import AutoModelForSequenceClassification

student_ckpt = "distilbert-base-uncased"
teacher_model = "roberta-base"
model = AutoModelForSequenceClassification.from_pretrained(student_ckpt)
