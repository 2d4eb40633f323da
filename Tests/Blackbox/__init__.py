"""What the black-box tests share: the built program, a gateway, a repository, and an independent reader of its files."""
