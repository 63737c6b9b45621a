# attribute: loss=perceptual
class Painter:
    def loss_perceptual(self, seen, wanted):
        return abs(seen - wanted)


painter = Painter()
painter.loss_perceptual(1, 2)
