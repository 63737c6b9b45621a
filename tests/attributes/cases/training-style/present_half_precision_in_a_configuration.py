# attribute: training-style=mixed-precision
# text conf/config.yaml: dtype_str: bfloat16
import hydra
import jax


@hydra.main(config_name="config", config_path="conf")
def main(cfg):
    jax.grad(len)(cfg.dtype_str)


main()
