var o="practice-copies";function n(){let e=new BroadcastChannel(o);e.postMessage("look"),e.close()}export{o as a,n as b};
