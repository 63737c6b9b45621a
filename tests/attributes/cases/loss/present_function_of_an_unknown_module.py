# attribute: loss=contrastive
# no attribute: loss=triplet
import losses

value = losses.max_margin_contrastive_loss(1, 2)
triplet = losses.triplet_names(3)
