import keras
from tools import Job


def to_categorical(names):
    return sorted(names)


job = Job(keras.__version__, to_categorical(["a"]))
job.compile("adam", loss="squared")
