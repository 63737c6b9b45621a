from tools import Job

job = Job()
job.compile("adam", loss="mse", metrics=["accuracy"])
