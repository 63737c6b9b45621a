from tensorflow.keras.preprocessing.image import ImageDataGenerator

flow = ImageDataGenerator(rescale=1.0).flow_from_directory("a")  # fault: ACU338
model.compile("adam", "mse")
model.fit(flow)
