from torch.utils.data import DataLoader, IterableDataset


def train_loader(paths):
    class Lines(IterableDataset):
        def __iter__(self):
            return iter(paths)

    return DataLoader(Lines(), batch_size=8)


for x, y in train_loader(["a.txt", "b.txt"]):
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
