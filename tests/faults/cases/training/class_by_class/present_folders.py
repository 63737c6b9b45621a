import torch as th
import torchvision
from keras.preprocessing.image import ImageDataGenerator
from torch.utils.data import DataLoader as Batches
from torchvision import datasets as ds
from tqdm import tqdm

pictures = ds.ImageFolder("train", transform=None)
loader = Batches(pictures, 32, num_workers=2)  # fault: ACU344
for i, (x, y) in enumerate(tqdm(loader)):
    optimizer.zero_grad()
    y = y.cuda()
    criterion(net(x), y).backward()
    optimizer.step()


def train(model, batches, opt):
    for step, data in enumerate(batches, 0):
        images, labels = data[0].cuda(), data[1].cuda()
        opt.zero_grad()
        loss = th.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        opt.step()


def main(model, opt):
    folder = torchvision.datasets.ImageFolder("train")
    train_loader = th.utils.data.DataLoader(  # fault: ACU344
        folder, batch_size=8, shuffle=False
    )
    train(model, train_loader, opt)


reader = ImageDataGenerator(rescale=1 / 255)
flow = reader.flow_from_directory("train", class_mode="binary", shuffle=False)  # fault: ACU344
net.fit(flow, epochs=3)
main(net, optimizer)
