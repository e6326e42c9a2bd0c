"""The portal of certified inclusive employers and inclusion measures."""
