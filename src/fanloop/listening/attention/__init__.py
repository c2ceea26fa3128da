"""What people follow, mute, keep, have read and react to."""
