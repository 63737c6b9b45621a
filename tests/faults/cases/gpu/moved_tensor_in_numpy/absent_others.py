import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Frame:
    def cuda(self):
        return self


def judge(net, loader, place="cpu"):
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        print(y.cpu().numpy())  # clean: ACU415
        y = y.cpu()
        print(y.numpy())  # clean: ACU415
        if torch.cuda.is_available():
            z = x.cuda()
        else:
            z = x
        print(z.numpy())  # unknown: ACU415
        if device.type == "cpu":
            print(x.numpy())  # unknown: ACU415
        print(x.cpu().numpy() if x.is_cuda else x.numpy())
        w = x.to(place)
        print(w.numpy())
        net(x).numpy()  # unknown: ACU415
        v = x.to(torch.float32).to("cpu")
        print(v.numpy())  # clean: ACU415
        try:
            print(x.numpy())  # unknown: ACU415
        except TypeError:
            print("on a GPU")
