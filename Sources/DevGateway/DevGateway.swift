import Hummingbird
import GRDB
import X509
