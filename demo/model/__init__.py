"""The demo model: a small dual encoder of SigLIP's kind, trained on renders of the demo world."""
