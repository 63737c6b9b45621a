from tensorflow.keras.preprocessing.image import ImageDataGenerator

flow = ImageDataGenerator(horizontal_flip=True).flow_from_directory("a")  # fault: ACU338
model.compile("adam", "mse")
model.fit(flow)
