# attribute: architecture=roberta
from transformers import AutoModel


class TransformerReader:
    def __init__(self, name):
        self.body = AutoModel.from_pretrained(name)


print(TransformerReader("roberta-base"))
