"""Learning the confidences of attributes from labelled programs."""
