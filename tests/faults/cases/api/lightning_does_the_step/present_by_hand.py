import lightning as L


class Net(L.LightningModule):
    def training_step(self, batch, index):
        loss = self.loss(batch)
        optimizer = self.optimizers()
        optimizer.zero_grad()  # fault: ACU511
        loss.backward()
        optimizer.step()
