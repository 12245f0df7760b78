"""Channel-neutral conversation: danger first, what was meant, what to say. Pure: values in, values out."""
