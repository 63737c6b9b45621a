# attribute: architecture=latent-diffusion
# no attribute: architecture=vae
# no attribute: architecture=autoencoder
from diffusers import AutoencoderKL, DDPMScheduler, UNet2DModel

vae = AutoencoderKL.from_pretrained("some/autoencoder")
scheduler = DDPMScheduler(num_train_timesteps=1000)
model = UNet2DModel(in_channels=4, out_channels=4)
