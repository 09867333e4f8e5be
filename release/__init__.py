"""What makes a release: one version, its changelog, the distributions and the plugin's archive."""
