import Sharing
print(v())
