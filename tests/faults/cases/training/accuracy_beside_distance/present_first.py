from keras.models import Model as Net


def steering(inputs, outputs, backbone):
    def compiled(net):
        net.compile(loss="mean_squared_error", optimizer="adam", metrics=["accuracy"])  # fault: ACU340
        return net

    return compiled(Net(inputs, backbone(outputs)))


class Video:
    def __init__(self, few):
        metrics = ["accuracy"]
        if not few:
            metrics.append("top_k_categorical_accuracy")
        self.net = self.made()
        self.net.compile("adam", loss="mse", metrics=metrics)  # fault: ACU340
