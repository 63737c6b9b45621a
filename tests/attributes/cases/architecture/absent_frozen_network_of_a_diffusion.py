# attribute: architecture=latent-diffusion
# no attribute: architecture=unet
from diffusers import StableDiffusionPipeline, UNet2DConditionModel

unet = UNet2DConditionModel.from_pretrained("some/stable-diffusion", subfolder="unet")
unet.requires_grad_(False)
pipeline = StableDiffusionPipeline.from_pretrained("some/stable-diffusion", unet=unet)
