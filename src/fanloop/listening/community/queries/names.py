"""What our rows are called in references."""

TOPIC, REPLY, SPACE = "community.topic", "community.reply", "community.space"
