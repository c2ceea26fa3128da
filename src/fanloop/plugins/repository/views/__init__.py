"""Pages of source: for fans (`fans`), at the desk (`desk`), and the door for webhooks (`hooks`)."""
