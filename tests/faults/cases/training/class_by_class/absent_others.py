import torch
from keras.preprocessing.image import ImageDataGenerator
from mine import ImageFolder as Own
from torch.utils.data import DataLoader, RandomSampler, random_split
from torchvision.datasets import MNIST, ImageFolder

pictures = ImageFolder("train")
shuffled = DataLoader(pictures, batch_size=8, shuffle=True)  # clean: ACU344
drawn = DataLoader(pictures, batch_size=8, sampler=RandomSampler(pictures))  # clean: ACU344
told = DataLoader(pictures, batch_size=8, shuffle=flag)  # unknown: ACU344
part, _ = random_split(pictures, [9, 1])
parts = DataLoader(part, batch_size=8)
digits = DataLoader(MNIST("digits"), batch_size=8)
own = DataLoader(Own("train"), batch_size=8)
style = DataLoader(pictures, batch_size=8)
judged = DataLoader(ImageFolder("val"), batch_size=8)


def train(batches):
    for x, y in batches:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()


for x, y in shuffled:
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
for x, y in drawn:
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
for x, y in told:
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
for x, y in parts:
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
train(digits)
for x, y in own:
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
for x, _ in style:  # no labels are used
    optimizer.zero_grad()
    criterion(net(x), features(x)).backward()
    optimizer.step()
with torch.no_grad():
    for x, y in judged:
        print(criterion(net(x), y))

reader = ImageDataGenerator(rescale=1 / 255)
flow = reader.flow_from_directory("train", class_mode="binary")  # clean: ACU344
pairs = reader.flow_from_directory("train", class_mode="input", shuffle=False)
held = reader.flow_from_directory("val", class_mode="binary", shuffle=False)
net.fit(flow, epochs=3, validation_data=held)
coder.fit(pairs)
